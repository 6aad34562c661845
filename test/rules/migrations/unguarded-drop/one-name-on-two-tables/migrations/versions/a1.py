"""🚚 both tables say amount_positive

Revision ID: a1aa
Revises:
Create Date: 2026-01-01 00:00:00

"""
from alembic import op
import sqlalchemy as sa

revision = "a1aa"
down_revision = None


def upgrade():
    op.create_table("orders", sa.Column("id", sa.Integer, primary_key=True), sa.Column("amount", sa.Integer))
    op.create_table(
        "refunds",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("amount", sa.Integer),
        sa.CheckConstraint("amount > 0", name="amount_positive"),
    )


def downgrade():
    pass
