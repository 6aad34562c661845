"""b2bb

Revision ID: b2bb
Revises: b2bb
Create Date: 2026-01-01 00:00:00

"""
from alembic import op
import sqlalchemy as sa

revision = "b2bb"
down_revision = "b2bb"
# expect revision-cycle: "b2bb"
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass
