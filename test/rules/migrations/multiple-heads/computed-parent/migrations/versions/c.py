"""c3cc

Revision ID: c3cc
Create Date: 2026-01-03 00:00:00
"""
from alembic import op

revision = "c3cc"
down_revision = previous(__file__)


def upgrade():
    pass


def downgrade():
    pass
