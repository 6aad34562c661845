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
    op.execute('ALTER TABLE subscription_orders RENAME CONSTRAINT "subscription_orders_customer_id_organization_id_benefit_90c4" TO "orders_key"')
    op.drop_index("ix_subscription_orders_customer_id_organization_id_bene_8e64", table_name="subscription_orders")
    op.drop_constraint("subscription_orders_organization_id_customer_id_benefit_identif", "subscription_orders", type_="check")
    op.drop_constraint("subscription_orders_customer_id_organization_id_benefit_90c5", "subscription_orders", type_="unique")
#                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unguarded-drop


def downgrade():
    pass
