"""order action types

Revision ID: 94a6480eb4cd
Revises: d8ea8c42f801
Create Date: 2025-12-15 10:45:00.111213
"""

import sqlalchemy as sa
from alembic import op

revision = "94a6480eb4cd"
down_revision = "d8ea8c42f801"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("action_types", sa.Column("position", sa.Integer(), nullable=True), schema="public")
    op.get_bind().connection.commit()


def downgrade() -> None:
    op.drop_column("action_types", "position", schema="public")
