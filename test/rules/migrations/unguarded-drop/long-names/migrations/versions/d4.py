"""d4dd

Revision ID: d4dd
Revises: c3cc
Create Date: 2026-01-01 00:00:00

"""
from alembic import op
import sqlalchemy as sa

revision = "d4dd"
down_revision = "c3cc"
branch_labels = None
depends_on = None


def upgrade():
    op.execute('ALTER TABLE subscription_orders RENAME CONSTRAINT "made_by_hand" TO "kept"')


def downgrade():
    pass
