"""b8bb

Revision ID: b8bb
Revises: a7aa
Create Date: 2026-01-01 00:00:00

"""
from alembic import op
import sqlalchemy as sa

revision = "b8bb"
down_revision = "a7aa"
branch_labels = None
depends_on = None


def upgrade():
    op.alter_column("jobs", "g", comment="how many", existing_type=sa.Integer())


def downgrade():
    pass
