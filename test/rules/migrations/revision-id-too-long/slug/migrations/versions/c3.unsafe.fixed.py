"""c3cc

Revision ID: c3cc
Revises: add-marketplace-column-to-job-st
Create Date: 2026-01-01 00:00:00

"""
from alembic import op
import sqlalchemy as sa

revision = "c3cc"
down_revision = "add-marketplace-column-to-job-st"
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass
