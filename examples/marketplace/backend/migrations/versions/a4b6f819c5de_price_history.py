"""price history

Revision ID: a4b6f819c5de
Revises: 8294d6f7a3bc
Create Date: 2025-07-03 09:08:07.161718
"""

from collections.abc import Sequence
from typing import Union

import sqlalchemy as sa
from alembic import op

from migrations.tenants import tenant_schemas

revision: str = "a4b6f819c5de"
down_revision: Union[str, None] = "8294d6f7a3bc"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    for schema in tenant_schemas(op.get_bind()):
        op.create_table(
            "price_history",
            sa.Column("id", sa.Integer(), primary_key=True),
            sa.Column("product_id", sa.Integer(), nullable=False),
            sa.Column("price", sa.Numeric(10, 2), nullable=False),
            sa.Column("valid_from", sa.Date(), nullable=False),
            sa.ForeignKeyConstraint(["product_id"], [f"{schema}.products.id"], name="fk_price_history_product"),
            schema=schema,
        )


def downgrade() -> None:
    for schema in tenant_schemas(op.get_bind()):
        op.drop_table("price_history", schema=schema)
