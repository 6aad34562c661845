"""d4dd

Revision ID: d4dd
Revises: b2bb, c3cc
Create Date: 2026-01-01 00:00:00

"""
from alembic import op
import sqlalchemy as sa

revision = "d4dd"
down_revision = ("c3cc", "b2bb")
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass
