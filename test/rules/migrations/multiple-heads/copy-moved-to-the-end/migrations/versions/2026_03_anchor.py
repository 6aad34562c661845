"""b2bb

Revision ID: b2bb
Revises: a1aa
Create Date: 2026-03-01 00:00:00

"""
from alembic import op
import sqlalchemy as sa

revision = "b2bb"
down_revision = "a1aa"
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass
