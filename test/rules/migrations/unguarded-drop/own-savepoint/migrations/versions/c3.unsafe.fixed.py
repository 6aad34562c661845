"""c3cc

Revision ID: c3cc
Revises: b2bb
Create Date: 2026-01-01 00:00:00

"""
from alembic import op
import sqlalchemy as sa

revision = "c3cc"
down_revision = "b2bb"
branch_labels = None
depends_on = None


def upgrade():
    with op.get_bind().begin_nested():
        op.execute("SELECT 1")
    # The savepoint is over 😀
    try:
        op.drop_index("ix_three", table_name="jobs", if_exists=True)
    except Exception:
        pass


def downgrade():
    pass
