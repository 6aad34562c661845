"""b2bb

Revision ID: b2bb
Revises: a1aa
Create Date: 2026-01-01 00:00:00

"""
from alembic import op
import sqlalchemy as sa
from app.tenants import get_tenant_schemas

revision = "b2bb"
down_revision = "a1aa"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("jobs", sa.Column("b", sa.Integer()))
    op.create_index("ix_jobs_b", "jobs", ["b"])
    for schema in get_tenant_schemas(op.get_bind()):
        op.add_column("jobs", sa.Column("b", sa.Integer()), schema=schema)
        op.create_index("ix_jobs_b", "jobs", ["b"], schema=schema)
    op.add_column("users", sa.Column("x", sa.Integer()), schema="public")


def downgrade():
    pass
