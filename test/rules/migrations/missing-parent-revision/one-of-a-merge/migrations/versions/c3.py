"""c3cc

Revision ID: c3cc
Revises: b2bb, eeee8888
Create Date: 2026-01-01 00:00:00

"""
from alembic import op
import sqlalchemy as sa

revision = "c3cc"
down_revision = ("b2bb", "eeee8888")
# expect missing-parent-revision: "eeee8888"
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass
