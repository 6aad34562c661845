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
    op.drop_constraint(None, "legacy", type_="unique")
#                      ^^^^ drop-constraint-none fix=none
    with op.batch_alter_table("legacy") as batch_op:
        batch_op.drop_constraint(None, type_="unique")
#                                ^^^^ drop-constraint-none
        batch_op.drop_constraint("uq_legacy", type_="unique")


def downgrade():
    pass
