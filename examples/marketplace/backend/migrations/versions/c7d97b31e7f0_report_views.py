"""report views

Revision ID: c7d97b31e7f0
Revises: 3e4082a85e67
Create Date: 2025-12-19 09:30:15.202122
"""

from alembic import op

revision = "c7d97b31e7f0"
down_revision = "3e4082a85e67"
branch_labels = ("reports",)
depends_on = None


def upgrade() -> None:
    op.execute("CREATE TABLE public.report_days (day date PRIMARY KEY)")
    with op.get_context().autocommit_block():
        op.execute("VACUUM public.report_days")


def downgrade() -> None:
    op.execute("DROP TABLE public.report_days")
