"""batch job id

Revision ID: 93a5e708b4cd
Revises: 8294d6f7a3bc
Create Date: 2025-07-01 15:15:15.414141
"""

import sqlalchemy as sa
from alembic import op

from migrations.tenants import tenant_schemas

revision = "93a5e708b4cd"
down_revision = "8294d6f7a3bc"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for schema in tenant_schemas(op.get_bind()):
        op.add_column("marketplace_jobs", sa.Column("batch_job_id", sa.Integer(), nullable=True), schema=schema)
        op.create_foreign_key(
            "fk_marketplace_jobs_batch_job",
            "marketplace_jobs",
            "batch_jobs",
            ["batch_job_id"],
            ["id"],
            source_schema=schema,
            referent_schema=schema,
        )


def downgrade() -> None:
    for schema in tenant_schemas(op.get_bind()):
        op.drop_constraint("fk_marketplace_jobs_batch_job", "marketplace_jobs", type_="foreignkey", schema=schema)
        op.drop_column("marketplace_jobs", "batch_job_id", schema=schema)
