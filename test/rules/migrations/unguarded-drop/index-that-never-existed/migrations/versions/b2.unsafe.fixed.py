"""b2bb

Revision ID: b2bb
Revises: a1aa
Create Date: 2026-01-01 00:00:00

"""
from alembic import op
import sqlalchemy as sa

revision = "b2bb"
down_revision = "a1aa"
branch_labels = None
depends_on = None


def upgrade():
    op.drop_index("ix_marketplace_jobs_batch_id", table_name="vinted_job_stats", if_exists=True)
    op.drop_column("vinted_job_stats", "batch_id", if_exists=True)
    op.execute('DROP INDEX IF EXISTS "ix_nothing"')
    op.execute("ALTER TABLE vinted_job_stats DROP CONSTRAINT IF EXISTS ck_none")


def downgrade():
    pass
