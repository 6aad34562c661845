"""first

Revision ID: a1
Create Date: 2025-01-01 00:00:00
"""

import sqlalchemy as sa
from alembic import op

from migrations.loop import tenant_schemas

revision = "a1"
down_revision = None


def upgrade():
    for schema in tenant_schemas(op.get_bind()):
        op.create_table("old_stats", sa.Column("id", sa.Integer, primary_key=True), sa.Column("day", sa.Integer), sa.UniqueConstraint("day"), schema=schema)
        op.create_index("ix_old_stats_day", "old_stats", ["day"], schema=schema)
