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
    op.drop_constraint("uq_stats_id", "stats", type_="unique", if_exists=True)


def downgrade():
    pass
