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
    op.drop_constraint("vinted_job_stats_action_type_id_date_key", "vinted_job_stats", type_="unique")
    op.drop_index("ix_vinted_job_stats_date", table_name="vinted_job_stats")


def downgrade():
    pass
