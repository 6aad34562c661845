"""index product sku

Revision ID: 8294d6f7a3bc
Revises: 7183c5e692ab
Create Date: 2025-06-16 10:40:33.808080
"""

from alembic import op

from migrations.tenants import for_each_tenant_schema

revision = "8294d6f7a3bc"
down_revision = "7183c5e692ab"
branch_labels = None
depends_on = None


@for_each_tenant_schema
def upgrade(schema: str) -> None:
    op.create_index("ix_products_sku", "products", ["sku"], schema=schema)


@for_each_tenant_schema
def downgrade(schema: str) -> None:
    op.drop_index("ix_products_sku", table_name="products", schema=schema)
