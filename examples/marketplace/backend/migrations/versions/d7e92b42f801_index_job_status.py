"""index job status

Revision ID: d7e92b42f801
Revises: c6d81a31e7f0
Create Date: 2025-08-04 17:45:12.343434
"""

from alembic import op

revision = "d7e92b42f801"
down_revision = "c6d81a31e7f0"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_marketplace_jobs_status", "marketplace_jobs", ["status"])


def downgrade() -> None:
    pass
