"""a3aa

Revision ID: a3aa
Revises: a2aa

"""
from alembic import op
import sqlalchemy as sa

revision = "a3aa"
down_revision = "a2aa"
branch_labels = None
depends_on = None


def upgrade():
    conn = op.get_bind()
    conn.execute(sa.text("UPDATE jobs SET note = ''"))
    try:
        op.drop_column("jobs", "old_note")
    except Exception:
        pass


def downgrade():
    pass
