"""merge labels

Revision ID: 839537fda3bc
Revises: 617315db819a, 728426ec92ab
Create Date: 2025-12-08 08:30:00.990001
"""

from alembic import op

revision = "839537fda3bc"
down_revision = (
    "617315db819a",
    "728426ec92ab",
)
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
