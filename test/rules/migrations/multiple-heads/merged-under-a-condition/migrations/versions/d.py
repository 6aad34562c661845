"""d4dd

Revision ID: d4dd
Create Date: 2026-01-04 00:00:00
"""
from alembic import op

if True:
    revision = "d4dd"
    down_revision = ("b2bb", "c3cc")


def upgrade():
    pass


def downgrade():
    pass
