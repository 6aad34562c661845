"""batches and jobs

Revision ID: 2c3e70914d56
Revises: 1b2d6f803c45
Create Date: 2025-03-24 14:31:09.004411
"""

import sqlalchemy as sa
from alembic import op

from migrations.tenants import tenant_schemas

revision = "2c3e70914d56"
down_revision = "1b2d6f803c45"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for schema in tenant_schemas(op.get_bind()):
        op.create_table(
            "batch_jobs",
            sa.Column("id", sa.Integer(), primary_key=True),
            sa.Column("batch_id", sa.String(64), nullable=False),
            sa.Column("marketplace", sa.String(20), nullable=False),
            sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
            sa.UniqueConstraint("batch_id", name="uq_batch_jobs_batch_id"),
            schema=schema,
        )
        op.create_table(
            "marketplace_jobs",
            sa.Column("id", sa.Integer(), primary_key=True),
            sa.Column("product_id", sa.Integer(), nullable=True),
            sa.Column("action_type_id", sa.Integer(), nullable=True),
            sa.Column("marketplace", sa.String(20), nullable=False),
            sa.Column("status", sa.String(20), nullable=False),
            sa.Column("batch_id", sa.String(64), nullable=True),
            sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
            sa.ForeignKeyConstraint(["product_id"], [f"{schema}.products.id"], name="fk_marketplace_jobs_product"),
            sa.ForeignKeyConstraint(["action_type_id"], ["public.action_types.id"], name="fk_marketplace_jobs_action"),
            schema=schema,
        )


def downgrade() -> None:
    for schema in tenant_schemas(op.get_bind()):
        op.drop_table("marketplace_jobs", schema=schema)
        op.drop_table("batch_jobs", schema=schema)
