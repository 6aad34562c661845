"""task retries

Revision ID: 3e4082a85e67
Revises: 2d3f71974d56
Create Date: 2025-11-03 10:20:30.405060
"""

import sqlalchemy as sa
from alembic import op

from migrations.tenants import tenant_schemas

revision = "3e4082a85e67"
down_revision = "2d3f71974d56"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for schema in tenant_schemas(op.get_bind()):
        op.add_column("tasks", sa.Column("retry_count", sa.Integer(), server_default="0", nullable=False), schema=schema)


def downgrade() -> None:
    for schema in tenant_schemas(op.get_bind()):
        op.drop_column("tasks", "retry_count", schema=schema)
