"""a2aa

Revision ID: a2aa
Revises: a1aa

"""
from alembic import op
import sqlalchemy as sa

revision = "a2aa"
down_revision = "a1aa"
branch_labels = None
depends_on = None


def upgrade():
    conn = op.get_bind()
    conn.execute(sa.text("SET LOCAL search_path TO template_tenant"))
    op.add_column("jobs", sa.Column("note", sa.String()))


def downgrade():
    pass
