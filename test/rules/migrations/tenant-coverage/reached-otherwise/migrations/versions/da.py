"""dadd

Revision ID: dadd
Revises: c9cc
Create Date: 2026-01-01 00:00:00

"""
from alembic import op
import sqlalchemy as sa

revision = "dadd"
down_revision = "c9cc"
branch_labels = None
depends_on = None


def upgrade():
    # A counter is set, and the tenants are forgotten
    op.execute("SELECT setval('public.numbers', 1)")
    op.alter_column("jobs", "g", comment="how many", nullable=False)
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ tenant-coverage


def downgrade():
    pass
