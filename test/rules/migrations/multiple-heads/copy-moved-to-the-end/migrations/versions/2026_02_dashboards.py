"""c3cc

Revision ID: c3cc
Revises: a1aa
Create Date: 2026-02-01 00:00:00

"""
from alembic import op
import sqlalchemy as sa

revision = "c3cc"
down_revision = "a1aa"
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass
