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
    op.create_table("stats", sa.Column("id", sa.Integer(), primary_key=True))
    op.create_check_constraint("ck_stats_positive", "stats", "id > 0")
#                              ^^^^^^^^^^^^^^^^^^^ doubled-constraint-prefix fix=unsafe
    op.create_check_constraint("ck_jobs_positive", "jobs", "id > 0")
    op.create_check_constraint("ck_orders_positive", "orders", "id > 0")
    op.create_check_constraint("ck_jobs_negative", "jobs", "id < 0")
#                              ^^^^^^^^^^^^^^^^^^ doubled-constraint-prefix
    op.create_check_constraint("positive", "stats", "id > 0")
    op.create_check_constraint(op.f("ck_stats_small"), "stats", "id < 9")
    op.create_unique_constraint("uq_stats_id", "stats", ["id"])


def downgrade():
    op.drop_constraint("ck_stats_positive", "stats", type_="check")
#                      ^^^^^^^^^^^^^^^^^^^ doubled-constraint-prefix
