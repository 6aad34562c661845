"""tasks

Revision ID: 3d4f81a25e67
Revises: 2c3e70914d56
Create Date: 2025-04-07 08:45:50.918273
"""

import sqlalchemy as sa
from alembic import op

from migrations.tenants import tenant_schemas

revision = "3d4f81a25e67"
down_revision = "2c3e70914d56"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for schema in tenant_schemas(op.get_bind()):
        op.create_table(
            "tasks",
            sa.Column("id", sa.Integer(), primary_key=True),
            sa.Column("job_id", sa.Integer(), nullable=False),
            sa.Column("name", sa.String(80), nullable=False),
            sa.ForeignKeyConstraint(["job_id"], [f"{schema}.marketplace_jobs.id"], name="fk_tasks_job"),
            schema=schema,
        )


def downgrade() -> None:
    for schema in tenant_schemas(op.get_bind()):
        op.drop_table("tasks", schema=schema)
