"""a1aa

Revision ID: a1aa
Revises: 
Create Date: 2026-01-01 00:00:00

"""
from alembic import op
import sqlalchemy as sa

revision = "a1aa"
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    # The table is older than the chain, the view is raw SQL 😀
    op.add_column("orders", sa.Column("kind", sa.Integer()))
    op.create_index("ix_orders_kind", "orders", ["kind"])
    op.create_check_constraint("ck_orders_kind", "orders", "kind > 0")
    op.execute("CREATE MATERIALIZED VIEW totals AS SELECT 1 AS id")
    op.execute("CREATE UNIQUE INDEX ix_totals ON totals (id)")


def downgrade():
    pass
