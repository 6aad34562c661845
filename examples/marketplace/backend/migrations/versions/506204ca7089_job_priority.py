"""job priority

Revision ID: 506204ca7089
Revises: 4f5193b96f78
Create Date: 2025-11-24 13:13:13.636567
"""

import sqlalchemy as sa
from alembic import op

revision = "506204ca7089"
down_revision = "4f5193b96f78"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("marketplace_jobs", sa.Column("priority", sa.Integer(), nullable=True), schema="tenant")
    op.create_index("ix_marketplace_jobs_priority", "marketplace_jobs", ["priority"], schema="tenant")
    op.alter_column("tasks", "name", type_=sa.String(120), schema="tenant")
    op.create_check_constraint(
        "ck_tasks_retries",
        "tasks",
        "retry_count >= 0",
        schema="tenant",
    )
    with op.batch_alter_table("import_runs", schema="tenant") as batch_op:
        batch_op.add_column(sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("the priorities would be lost")
