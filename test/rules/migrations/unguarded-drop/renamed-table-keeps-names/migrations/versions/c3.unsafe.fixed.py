"""c3cc

Revision ID: c3cc
Revises: b2bb
Create Date: 2026-01-01 00:00:00

"""
from alembic import op
import sqlalchemy as sa

revision = "c3cc"
down_revision = "b2bb"
branch_labels = None
depends_on = None


def upgrade():
    op.drop_constraint("vinted_job_stats_action_type_id_date_key", "marketplace_job_stats", type_="unique")
    op.drop_index("ix_marketplace_job_stats_date", table_name="marketplace_job_stats", if_exists=True)


def downgrade():
    pass
