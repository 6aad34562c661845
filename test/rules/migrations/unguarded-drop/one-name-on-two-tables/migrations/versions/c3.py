"""c3cc

Revision ID: c3cc
Revises: b2bb
Create Date: 2026-01-03 00:00:00

"""
from alembic import op

revision = "c3cc"
down_revision = "b2bb"


def upgrade():
    op.drop_constraint("amount_ok", "orders", type_="check")


def downgrade():
    pass
