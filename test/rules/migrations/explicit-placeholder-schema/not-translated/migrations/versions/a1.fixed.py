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
    op.add_column("jobs", sa.Column("kind", sa.String()))
    op.create_index("ix_jobs_kind", "jobs", ["kind"], unique=True)
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.drop_column("old")
    with op.batch_alter_table("runs") as batch_op:
        batch_op.drop_column("old")
        batch_op.drop_column("older")
    op.drop_column("users", "x", schema="public")


def downgrade():
    op.drop_column("jobs", "kind")
