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
    op.execute("DROP INDEX ix_totals")
    op.drop_constraint("ck_orders_kind", "orders", type_="check")
    op.drop_index("ix_orders_kind", table_name="orders")
    op.drop_column("orders", "kind")
    op.drop_column("orders", "older")
#                            ^^^^^^^ unguarded-drop fix=unsafe could not be proved


def downgrade():
    pass
