"""products

Revision ID: 1b2d6f803c45
Revises: 0a1c5e7f2b34
Create Date: 2025-03-10 10:02:13.551204
"""

from collections.abc import Sequence
from typing import Union

import sqlalchemy as sa
from alembic import op

from migrations.tenants import tenant_schemas

revision: str = "1b2d6f803c45"
down_revision: Union[str, None] = "0a1c5e7f2b34"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    for schema in tenant_schemas(op.get_bind()):
        op.create_table(
            "products",
            sa.Column("id", sa.Integer(), primary_key=True),
            sa.Column("title", sa.String(200), nullable=False),
            sa.Column("price", sa.Numeric(10, 2), nullable=False),
            sa.Column("stock", sa.Integer(), nullable=False),
            schema=schema,
        )


def downgrade() -> None:
    for schema in tenant_schemas(op.get_bind()):
        op.drop_table("products", schema=schema)
