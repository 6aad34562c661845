"""vinted job stats

Revision ID: 6072b4d5819a
Revises: 5f61a3c47089
Create Date: 2025-05-19 09:30:00.101010
"""

from collections.abc import Sequence
from typing import Union

import sqlalchemy as sa
from alembic import op

from migrations.tenants import tenant_schemas

revision: str = "6072b4d5819a"
down_revision: Union[str, None] = "5f61a3c47089"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    for schema in tenant_schemas(op.get_bind()):
        op.create_table(
            "vinted_job_stats",
            sa.Column("id", sa.Integer(), primary_key=True),
            sa.Column("action_type_id", sa.Integer(), nullable=False),
            sa.Column("date", sa.Date(), nullable=False),
            sa.Column("done", sa.Integer(), server_default="0", nullable=False),
            sa.Column("failed", sa.Integer(), server_default="0", nullable=False),
            sa.ForeignKeyConstraint(["action_type_id"], ["public.action_types.id"], name="fk_job_stats_action"),
            sa.UniqueConstraint("action_type_id", "date"),
            schema=schema,
        )


def downgrade() -> None:
    for schema in tenant_schemas(op.get_bind()):
        op.drop_table("vinted_job_stats", schema=schema)
