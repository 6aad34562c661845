"""b2bb

Revision ID: b2bb
Revises: a1aa
Create Date: 2026-01-01 00:00:00

"""
from alembic import op
import sqlalchemy as sa

revision = "b2bb"
down_revision = "a1aa"
branch_labels = None
depends_on = None


def upgrade():
    connection = op.get_bind()
    connection.execute(sa.text("SAVEPOINT before"))
    try:
        op.drop_index("ix_one", table_name="jobs")
        connection.execute(sa.text("RELEASE SAVEPOINT before"))
    except Exception:
        connection.execute(sa.text("ROLLBACK TO SAVEPOINT before"))
    nested = connection.begin_nested()
    try:
        op.drop_index("ix_two", table_name="jobs")
        nested.commit()
    except Exception:
        nested.rollback()


def downgrade():
    pass
