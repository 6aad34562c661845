"""a1aa

Revision ID: a1aa
Revises: 
Create Date: 2026-01-01 00:00:00

"""
from alembic import op
import sqlalchemy as sa

revision = "a1aa"
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "vinted_job_stats",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("action_type_id", sa.Integer()),
        sa.Column("date", sa.Date()),
        sa.UniqueConstraint("action_type_id", "date"),
    )
    op.create_index("ix_vinted_job_stats_date", "vinted_job_stats", ["date"])


def downgrade():
    pass
