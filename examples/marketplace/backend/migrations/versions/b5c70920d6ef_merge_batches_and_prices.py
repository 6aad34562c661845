"""merge batches and prices

Revision ID: b5c70920d6ef
Revises: 93a5e708b4cd, a4b6f819c5de
Create Date: 2025-07-07 08:00:00.000001
"""

from alembic import op

revision = "b5c70920d6ef"
down_revision = (
    "93a5e708b4cd",
    "a4b6f819c5de",
)
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
