"""warehouse

Revision ID: 1c2e60863c45
Revises: 0b1d5f752b34
Create Date: 2025-10-06 11:22:33.445566
"""

from collections.abc import Sequence
from typing import Union

import sqlalchemy as sa
from alembic import op

from migrations.tenants import tenant_schemas

revision: str = "1c2e60863c45"
down_revision: Union[str, None] = "0b1d5f752b34"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    for schema in tenant_schemas(op.get_bind()):
        op.create_table(
            "stock_locations",
            sa.Column("id", sa.Integer(), primary_key=True),
            sa.Column("label", sa.String(80), nullable=False),
            schema=schema,
        )
        op.create_table(
            "stock_movements",
            sa.Column("id", sa.Integer(), primary_key=True),
            sa.Column("source_id", sa.Integer(), nullable=False),
            sa.Column("target_id", sa.Integer(), nullable=False),
            sa.Column("quantity", sa.Integer(), nullable=False),
            sa.ForeignKeyConstraint(["source_id"], [f"{schema}.stock_locations.id"], name="fk_movements_source"),
            sa.ForeignKeyConstraint(["target_id"], [f"{schema}.stock_locations.id"], name="fk_movements_target"),
            schema=schema,
        )
        op.create_table(
            "stock_counts",
            sa.Column("id", sa.Integer(), primary_key=True),
            sa.Column("location_id", sa.Integer(), nullable=False),
            sa.Column("counted_on", sa.Date(), nullable=False),
            sa.Column("quantity", sa.Integer(), nullable=False),
            sa.ForeignKeyConstraint(["location_id"], [f"{schema}.stock_locations.id"], name="fk_counts_location"),
            schema=schema,
        )
        op.create_table(
            "reorder_rules",
            sa.Column("id", sa.Integer(), primary_key=True),
            sa.Column("location_id", sa.Integer(), nullable=False),
            sa.Column("minimum", sa.Integer(), nullable=False),
            sa.ForeignKeyConstraint(["location_id"], [f"{schema}.stock_locations.id"], name="fk_rules_location"),
            schema=schema,
        )


def downgrade() -> None:
    for schema in tenant_schemas(op.get_bind()):
        op.drop_table("reorder_rules", schema=schema)
        op.drop_table("stock_counts", schema=schema)
        op.drop_table("stock_movements", schema=schema)
        op.drop_table("stock_locations", schema=schema)
