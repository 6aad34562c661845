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
    op.create_unique_constraint(None, "jobs", ["batch_id", "number"])


def downgrade():
    op.drop_constraint("jobs_batch_id_number_key", "jobs", type_="unique")
    op.drop_constraint(None, "jobs", type_="foreignkey")
    op.drop_constraint(None, "jobs", type_="check")
    op.drop_constraint("jobs_batch_id_number_key", "jobs")
    op.drop_constraint(None, "jobs", type_="primary")
