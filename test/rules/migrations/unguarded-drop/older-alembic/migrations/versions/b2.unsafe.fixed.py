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
    op.drop_constraint("ck_none", "vinted_job_stats", type_="check")
    op.drop_index("ix_none", table_name="vinted_job_stats", if_exists=True)


def downgrade():
    pass
