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
        "stats",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("date", sa.Date()),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("date", "id"),
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unnamed-constraint fix=none This unique constraint has no name, so the database calls it `stats_date_id_key`
        sa.UniqueConstraint("date", name="uq_stats_date"),
        sa.CheckConstraint("id > 0", name=op.f("ck_stats_id")),
    )
    op.create_foreign_key(None, "stats", "jobs", ["id"], ["id"])
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unnamed-constraint
    op.create_unique_constraint("uq_stats_id", "stats", ["id"])


def downgrade():
    pass
