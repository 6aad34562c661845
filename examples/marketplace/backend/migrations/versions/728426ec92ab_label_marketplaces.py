"""label marketplaces

Revision ID: 728426ec92ab
Revises: 7c1e0b9d5f32
Create Date: 2025-12-03 09:00:01.878889
"""

from collections.abc import Sequence
from typing import Union

from alembic import op

revision: str = "728426ec92ab"
down_revision: Union[str, None] = "7c1e0b9d5f32"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.execute("UPDATE public.marketplaces SET label = initcap(code) WHERE label = ''")
    op.get_context().connection.commit()


def downgrade() -> None:
    pass
