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
    op.add_column("jobs", sa.Column("b", sa.Integer()))
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ tenant-coverage fix=unsafe
    op.create_index("ix_jobs_b", "jobs", ["b"])
    op.add_column("users", sa.Column("x", sa.Integer()), schema="public")


def downgrade():
    pass
