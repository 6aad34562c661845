"""tokens and alerts

Revision ID: 0b1d5f752b34
Revises: f90b4d641a23
Create Date: 2025-09-22 14:00:30.313233
"""

import sqlalchemy as sa
from alembic import op

from migrations.tenants import tenant_schemas

revision = "0b1d5f752b34"
down_revision = "f90b4d641a23"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for schema in tenant_schemas(op.get_bind()):
        op.create_table(
            "oauth_tokens",
            sa.Column("id", sa.Integer(), primary_key=True),
            sa.Column("marketplace", sa.String(20), nullable=False),
            sa.Column("access_token", sa.String(500), nullable=False),
            sa.Column("refresh_token", sa.String(500), nullable=True),
            schema=schema,
        )
        op.create_table(
            "stock_alerts",
            sa.Column("id", sa.Integer(), primary_key=True),
            sa.Column("product_id", sa.Integer(), nullable=False),
            sa.Column("threshold", sa.Integer(), nullable=False),
            sa.ForeignKeyConstraint(["product_id"], [f"{schema}.products.id"], name="fk_stock_alerts_product"),
            schema=schema,
        )


def downgrade() -> None:
    for schema in tenant_schemas(op.get_bind()):
        op.drop_table("stock_alerts", schema=schema)
        op.drop_table("oauth_tokens", schema=schema)
