"""shared tables

Revision ID: 0a1c5e7f2b34
Revises:
Create Date: 2025-03-03 09:12:41.120934
"""

import sqlalchemy as sa
from alembic import op

revision = "0a1c5e7f2b34"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("email", sa.String(255), nullable=False),
        schema="public",
    )
    op.create_table(
        "action_types",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("code", sa.String(40), nullable=False),
        schema="public",
    )
    op.create_table(
        "marketplaces",
        sa.Column("code", sa.String(20), primary_key=True),
        sa.Column("label", sa.String(80), nullable=False),
        schema="public",
    )


def downgrade() -> None:
    op.drop_table("marketplaces", schema="public")
    op.drop_table("action_types", schema="public")
    op.drop_table("users", schema="public")
