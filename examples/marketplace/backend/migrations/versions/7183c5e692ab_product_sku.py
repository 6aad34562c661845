"""product sku

Revision ID: 7183c5e692ab
Revises: 6072b4d5819a
Create Date: 2025-06-02 13:05:27.222111
"""

import sqlalchemy as sa
from alembic import op

from migrations.tenants import tenant_schemas

revision = "7183c5e692ab"
down_revision = "6072b4d5819a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for schema in tenant_schemas(op.get_bind()):
        op.add_column("products", sa.Column("sku", sa.String(64), nullable=True), schema=schema)


def downgrade() -> None:
    for schema in tenant_schemas(op.get_bind()):
        op.drop_column("products", "sku", schema=schema)
