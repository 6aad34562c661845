"""fill batch job id

Revision ID: c6d81a31e7f0
Revises: b5c70920d6ef
Create Date: 2025-07-14 12:34:56.789012
"""

import sqlalchemy as sa
from alembic import op

revision = "c6d81a31e7f0"
down_revision = "b5c70920d6ef"
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind()
    rows = connection.execute(
        sa.text("SELECT nspname FROM pg_namespace WHERE nspname = 'template_tenant' OR nspname ~ '^user_[0-9]+$'")
    )
    names = rows.scalars().all()
    for name in names:
        op.execute(
            f'UPDATE "{name}".marketplace_jobs AS j SET batch_job_id = b.id '
            f'FROM "{name}".batch_jobs AS b WHERE b.batch_id = j.batch_id'
        )


def downgrade() -> None:
    pass
