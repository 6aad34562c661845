"""c3cc

Revision ID: c3cc
Create Date: 2026-01-03 00:00:00
"""
from alembic import op

revision, down_revision = "c3cc", "b2bb"


def upgrade():
    pass


def downgrade():
    pass
