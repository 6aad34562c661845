"""a1aa

Revision ID: a1aa
Create Date: 2026-01-01 00:00:00
"""
from alembic import op

import pathlib

revision = pathlib.Path(__file__).stem
down_revision = None


def upgrade():
    pass


def downgrade():
    pass
