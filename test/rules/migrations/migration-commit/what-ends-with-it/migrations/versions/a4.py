"""a4aa

Revision ID: a4aa
Revises: a3aa

"""
from alembic import op
import sqlalchemy as sa
from app.db import engine

revision = "a4aa"
down_revision = "a3aa"
branch_labels = None
depends_on = None


def upgrade():
    conn = op.get_bind()
    op.add_column("jobs", sa.Column("rank", sa.Integer()))
    conn.commit()
#   ^^^^^^^^^^^^^ migration-commit fix=unsafe
    with engine.begin() as other:
        other.execute(sa.text("UPDATE jobs SET rank = 0"))


def downgrade():
    pass
