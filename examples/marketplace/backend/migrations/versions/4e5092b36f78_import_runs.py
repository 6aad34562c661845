"""import runs

Revision ID: 4e5092b36f78
Revises: 3d4f81a25e67
Create Date: 2025-04-22 16:20:02.334455
"""

from collections.abc import Sequence
from typing import Union

import sqlalchemy as sa
from alembic import op

from migrations.tenants import tenant_schemas

revision: str = "4e5092b36f78"
down_revision: Union[str, None] = "3d4f81a25e67"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    for schema in tenant_schemas(op.get_bind()):
        op.create_table(
            "import_runs",
            sa.Column("id", sa.Integer(), primary_key=True),
            sa.Column("source", sa.String(80), nullable=False),
            sa.Column("imported", sa.Integer(), server_default="0", nullable=False),
            sa.Column("started_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
            schema=schema,
        )


def downgrade() -> None:
    for schema in tenant_schemas(op.get_bind()):
        op.drop_table("import_runs", schema=schema)
