"""fill action codes

Revision ID: d8ea8c42f801
Revises: 839537fda3bc
Create Date: 2025-12-10 10:00:00.232425
"""

import sqlalchemy as sa
from alembic import op

from sqlalchemy.orm import Session

revision = "d8ea8c42f801"
down_revision = "839537fda3bc"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with Session(bind=op.get_bind()) as session:
        session.execute(sa.text("UPDATE public.action_types SET code = lower(code)"))
        session.commit()
    with op.get_bind().begin_nested() as savepoint:
        op.execute("UPDATE public.action_types SET code = trim(code)")
        savepoint.commit()


def downgrade() -> None:
    pass
