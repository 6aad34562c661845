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
    op.create_unique_constraint("uq_stats", "vinted_job_stats", ["date"])
    op.add_column("legacy_table", sa.Column("x", sa.Integer()))
    op.create_index("ix_legacy_x", "legacy_table", ["x"])


def downgrade():
    op.drop_constraint("uq_stats", "vinted_job_stats", type_="unique")
    op.drop_index("ix_legacy_x", table_name="legacy_table")
    op.drop_column("legacy_table", "x")
