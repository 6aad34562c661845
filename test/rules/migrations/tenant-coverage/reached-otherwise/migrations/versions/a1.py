"""a1aa

Revision ID: a1aa
Revises: 
Create Date: 2026-01-01 00:00:00

"""
from alembic import op
from app.tenants import all_schemas, get_tenant_schemas
import sqlalchemy as sa

revision = "a1aa"
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("jobs", sa.Column("a", sa.Integer()))
    for schema in get_tenant_schemas(op.get_bind()):
        op.add_column("jobs", sa.Column("a", sa.Integer()), schema=schema)


def downgrade():
    pass
