"""b2bb

Revision ID: zz99
# expect revision-docstring-mismatch fix=safe: zz99
Revises: qq88
# expect revision-docstring-mismatch fix=safe: qq88
Create Date: 2026-01-01 00:00:00

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
