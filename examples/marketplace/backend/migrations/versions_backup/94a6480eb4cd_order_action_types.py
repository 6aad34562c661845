"""order action types

Revision ID: 94a6480eb4cd
Revises: 0000deadbeef
Create Date: 2025-12-15 10:45:00.111213
"""

from alembic import op

revision = "94a6480eb4cd"
down_revision = "0000deadbeef"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_gone", table_name="action_types", schema="public")
    op.get_bind().commit()


def downgrade() -> None:
    pass
