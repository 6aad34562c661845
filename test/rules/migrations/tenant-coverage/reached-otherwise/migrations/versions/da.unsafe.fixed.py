"""dadd

Revision ID: dadd
Revises: c9cc
Create Date: 2026-01-01 00:00:00

"""
from alembic import op
import sqlalchemy as sa
from app.tenants import get_tenant_schemas

revision = "dadd"
down_revision = "c9cc"
branch_labels = None
depends_on = None


def upgrade():
    # A counter is set, and the tenants are forgotten
    op.execute("SELECT setval('public.numbers', 1)")
    op.alter_column("jobs", "g", comment="how many", nullable=False)
    for schema in get_tenant_schemas(op.get_bind()):
        op.alter_column("jobs", "g", comment="how many", nullable=False, schema=schema)


def downgrade():
    pass
