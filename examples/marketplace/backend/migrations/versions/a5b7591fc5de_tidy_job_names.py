"""tidy job names

Revision ID: a5b7591fc5de
Revises: 3e4082a85e67
Create Date: 2025-12-17 15:02:44.141516
"""

import sqlalchemy as sa
from alembic import op

revision = "a5b7591fc5de"
down_revision = "3e4082a85e67"
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind()
    rows = connection.execute(
        sa.text("SELECT nspname FROM pg_namespace WHERE nspname = 'template_tenant' OR nspname ~ '^user_[0-9]+$'")
    )
    names = rows.scalars().all()
    for name in names:
        op.execute(f'DROP INDEX "{name}".ix_marketplace_jobs_batch_id')
        op.execute(f'DROP INDEX IF EXISTS "{name}".ix_marketplace_jobs_batch_id')
    op.execute("COMMIT")


def downgrade() -> None:
    pass
