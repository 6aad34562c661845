"""refresh tokens

Revision ID: 5f61a3c47089
Revises: 4e5092b36f78
Create Date: 2025-05-05 11:11:11.765432
"""

import sqlalchemy as sa
from alembic import op

revision = "5f61a3c47089"
down_revision = "4e5092b36f78"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "refresh_tokens",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["public.users.id"], name="fk_refresh_tokens_user"),
        schema="public",
    )


def downgrade() -> None:
    op.drop_table("refresh_tokens", schema="public")
