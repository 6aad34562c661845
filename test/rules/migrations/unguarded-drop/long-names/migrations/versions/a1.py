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
    op.create_table(
        "subscription_orders",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("a", sa.Integer),
        sa.UniqueConstraint("a", name=op.f("subscription_orders_customer_id_organization_id_benefit_identifier_key")),
    )
    op.create_index(op.f("ix_subscription_orders_customer_id_organization_id_benefit_identifier_keyé"), "subscription_orders", ["a"])
    op.execute('ALTER TABLE subscription_orders ADD CONSTRAINT subscription_orders_organization_id_customer_id_benefit_identifier_check CHECK (a > 0)')


def downgrade():
    pass
