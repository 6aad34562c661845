"""add-marketplace-column-to-job-stats

Revision ID: add-marketplace-column-to-job-st
Revises: a1aa
Create Date: 2026-01-01 00:00:00

"""
from alembic import op
import sqlalchemy as sa

revision = "add-marketplace-column-to-job-st"
down_revision = "a1aa"
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass
