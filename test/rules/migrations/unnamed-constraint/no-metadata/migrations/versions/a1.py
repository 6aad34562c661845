"""a1aa 🏷

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
    op.create_unique_constraint(None, "stats", ["id"])
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unnamed-constraint the database calls it `stats_id_key`


def downgrade():
    pass
