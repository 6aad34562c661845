"""stats by marketplace

Revision ID: 4f5193b96f78
Revises: 3e4082a85e67
Create Date: 2025-11-17 09:41:00.515253
"""

from collections.abc import Sequence
from typing import Union

from alembic import op

from migrations.tenants import tenant_schemas

revision: str = "4f5193b96f78"
down_revision: Union[str, None] = "3e4082a85e67"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    for schema in tenant_schemas(op.get_bind()):
        op.drop_constraint("uq_vinted_job_stats_action_date", "marketplace_job_stats", type_="unique", schema=schema)
        op.create_unique_constraint(
            "uq_marketplace_job_stats_action_marketplace_date",
            "marketplace_job_stats",
            ["action_type_id", "marketplace", "date"],
            schema=schema,
        )


def downgrade() -> None:
    for schema in tenant_schemas(op.get_bind()):
        op.drop_constraint(
            "uq_marketplace_job_stats_action_marketplace_date", "marketplace_job_stats", type_="unique", schema=schema
        )
        op.create_unique_constraint(
            "uq_vinted_job_stats_action_date", "marketplace_job_stats", ["action_type_id", "date"], schema=schema
        )
