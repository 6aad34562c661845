"""unique stats

Revision ID: b6c86a20d6ef
Revises: 3e4082a85e67
Create Date: 2025-12-18 11:59:59.171819
"""

from collections.abc import Sequence
from typing import Union

from alembic import op

from alembic.op import drop_constraint

from migrations.tenants import tenant_schemas

revision: str = "b6c86a20d6ef"
down_revision: Union[str, None] = "3e4082a85e67"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    for schema in tenant_schemas(op.get_bind()):
        drop_constraint("uq_vinted_job_stats_action_date", "marketplace_job_stats", type_="unique", schema=schema)
        op.drop_index("ix_marketplace_jobs_batch_id", table_name="marketplace_jobs", schema=schema, if_exists=True)
    op.get_bind().rollback()


def downgrade() -> None:
    pass
