"""drop batch id

Revision ID: 2d3f71974d56
Revises: 1c2e60863c45
Create Date: 2025-10-20 08:08:08.212121
"""

from alembic import op

revision = "2d3f71974d56"
down_revision = "1c2e60863c45"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("marketplace_jobs", "batch_id")


def downgrade() -> None:
    pass
