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
    op.drop_constraint("uq_vinted_job_stats_action_date", "vinted_job_stats", type_="unique")
#                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unguarded-drop fix=unsafe No revision before this one creates
    op.drop_index("ix_vinted_job_stats_date", table_name="vinted_job_stats")


def downgrade():
    pass
