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
    op.create_unique_constraint(None, "jobs", ["batch_id", "number"])


def downgrade():
    op.drop_constraint(None, "jobs", type_="unique")
#                      ^^^^ drop-constraint-none fix=unsafe needs `column_0_N_name`
    op.drop_constraint(None, "jobs", type_="foreignkey")
#                      ^^^^ drop-constraint-none fix=none needs `column_0_name`
    op.drop_constraint(None, "jobs", type_="check")
#                      ^^^^ drop-constraint-none asks for one
    op.drop_constraint(None, "jobs")
#                      ^^^^ drop-constraint-none CompileError
    op.drop_constraint(None, "jobs", type_="primary")
