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
    op.create_table("jobs", sa.Column("id", sa.Integer(), primary_key=True))
    op.create_table(
        "tasks",
        sa.Column("job_id", sa.Integer(), sa.ForeignKey("public.jobs.id")),
        sa.Column("other_id", sa.Integer()),
        sa.ForeignKeyConstraint(["other_id"], ["jobs.id"]),
    )


def downgrade():
    pass
