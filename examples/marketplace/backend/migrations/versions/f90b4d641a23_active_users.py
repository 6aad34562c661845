"""active users

Revision ID: f90b4d641a23
Revises: e8fa3c530912
Create Date: 2025-09-08 09:09:09.909090
"""

from collections.abc import Sequence
from typing import Union

import sqlalchemy as sa
from alembic import op

revision: str = "f90b4d641a23"
down_revision: Union[str, None] = "e8fa3c530912"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.add_column("users", sa.Column("is_active", sa.Boolean(), server_default="true", nullable=False), schema="public")


def downgrade() -> None:
    op.drop_column("users", "is_active", schema="public")
