"""rename job stats

Revision ID: e8fa3c530912
Revises: d7e92b42f801
Create Date: 2025-08-25 10:10:10.565656
"""

import sqlalchemy as sa
from alembic import op

from migrations.tenants import tenant_schemas

revision = "e8fa3c530912"
down_revision = "d7e92b42f801"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for schema in tenant_schemas(op.get_bind()):
        op.rename_table("vinted_job_stats", "marketplace_job_stats", schema=schema)
        op.add_column(
            "marketplace_job_stats",
            sa.Column("marketplace", sa.String(20), server_default="vinted", nullable=False),
            schema=schema,
        )
        op.create_check_constraint(
            "ck_job_stats_marketplace",
            "marketplace_job_stats",
            "marketplace IN ('vinted', 'ebay', 'etsy')",
            schema=schema,
        )


def downgrade() -> None:
    for schema in tenant_schemas(op.get_bind()):
        op.drop_constraint("ck_job_stats_marketplace", "marketplace_job_stats", type_="check", schema=schema)
        op.drop_column("marketplace_job_stats", "marketplace", schema=schema)
        op.rename_table("marketplace_job_stats", "vinted_job_stats", schema=schema)
