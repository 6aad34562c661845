"""c3cc

Revision ID: c3cc
Revises: b2bb
Create Date: 2026-04-01 00:00:00

"""
from alembic import op
import sqlalchemy as sa

revision = "c3cc"
# expect duplicate-revision: "c3cc"
down_revision = "b2bb"
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass
