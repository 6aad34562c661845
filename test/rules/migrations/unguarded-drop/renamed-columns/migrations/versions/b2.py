"""b2bb

Revision ID: b2bb
Revises: a1aa
Create Date: 2026-01-02 00:00:00

"""
from alembic import op
import sqlalchemy as sa

revision = "b2bb"
down_revision = "a1aa"
branch_labels = None
depends_on = None


def upgrade():
    op.alter_column("vinted_job_stats", "date", new_column_name="day")
    op.alter_column("vinted_job_stats", "datum", new_column_name="tag")
#                                       ^^^^^^^ unguarded-drop fix=none so the rename fails
    op.alter_column("vinted_job_stats", "datum", nullable=True)
    op.execute("ALTER TABLE vinted_job_stats RENAME COLUMN action TO kind")
#                                                          ^^^^^^ unguarded-drop fix=none so the rename fails
    op.execute("ALTER TABLE vinted_job_stats RENAME COLUMN day TO on_day")


def downgrade():
    op.execute("ALTER TABLE vinted_job_stats RENAME COLUMN on_day TO day")
    op.alter_column("vinted_job_stats", "day", new_column_name="date")
