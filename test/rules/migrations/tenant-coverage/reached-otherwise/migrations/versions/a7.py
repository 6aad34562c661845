"""a7aa

Revision ID: a7aa
Revises: f6ff
Create Date: 2026-01-01 00:00:00

"""
from alembic import op
from app.tenants import get_tenant_schemas
import sqlalchemy as sa

revision = "a7aa"
down_revision = "f6ff"
branch_labels = None
depends_on = None


def upgrade():
    schemas = get_tenant_schemas(op.get_bind())
    schemas.append("template_tenant")
    for schema in schemas:
        op.add_column("jobs", sa.Column("g", sa.Integer()), schema=schema)


def downgrade():
    pass
