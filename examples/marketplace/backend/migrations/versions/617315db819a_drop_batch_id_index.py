"""drop batch id index

Revision ID: 617315db819a
Revises: 506204ca7089
Create Date: 2025-12-01 16:16:16.757779
"""

from alembic import op

from migrations.tenants import tenant_schemas

revision = "617315db819a"
down_revision = "506204ca7089"
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind()
    for schema in tenant_schemas(connection):
        op.drop_index("ix_marketplace_jobs_batch_id", table_name="marketplace_jobs", schema=schema)
    connection.commit()


def downgrade() -> None:
    pass
