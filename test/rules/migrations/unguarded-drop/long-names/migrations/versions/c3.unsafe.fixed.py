"""c3cc

Revision ID: c3cc
Revises: b2bb
Create Date: 2026-01-01 00:00:00

"""
from alembic import op
import sqlalchemy as sa

revision = "c3cc"
down_revision = "b2bb"
branch_labels = None
depends_on = None


def upgrade():
    op.drop_constraint("orders_key", "subscription_orders", type_="unique", if_exists=True)
    op.execute('ALTER TABLE subscription_orders RENAME CONSTRAINT "never_made" TO "made_by_hand"')


def downgrade():
    pass
