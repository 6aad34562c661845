"""f6ff

Revision ID: f6ff
Revises: e5ee
Create Date: 2026-01-01 00:00:00

"""
from alembic import op
from platform_migrations import sync_all_tenants
import sqlalchemy as sa

revision = "f6ff"
down_revision = "e5ee"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("jobs", sa.Column("f", sa.Integer()))
    sync_all_tenants(op.get_bind(), "jobs")


def downgrade():
    pass
