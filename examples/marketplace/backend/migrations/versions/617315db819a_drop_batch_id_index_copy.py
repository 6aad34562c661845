"""drop batch id index

Revision ID: 617315db819a
Revises: 506204ca7089
Create Date: 2025-12-02 08:00:00.242526
"""

from alembic import op

from migrations.tenants import tenant_schemas

revision = "617315db819a"
down_revision = "506204ca7089"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for schema in tenant_schemas(op.get_bind()):
        op.drop_index("ix_marketplace_jobs_batch_id", table_name="marketplace_jobs", schema=schema, if_exists=True)


def downgrade() -> None:
    pass
