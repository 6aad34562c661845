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
    op.drop_constraint("fk_tasks_job_id_jobs", "tasks", type_="foreignkey")
    op.drop_constraint("fk_tasks_other_id_jobs", "tasks", type_="foreignkey")
    op.drop_constraint("fk_tasks_other_id_users", "tasks", type_="foreignkey", if_exists=True)


def downgrade():
    pass
