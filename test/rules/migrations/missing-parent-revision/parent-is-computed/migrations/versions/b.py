"""b2bb

Revision ID: b2bb
Create Date: 2026-01-02 00:00:00
"""
from alembic import op

revision = "b2bb"
down_revision = "a1aa"


def upgrade():
    pass


def downgrade():
    pass
