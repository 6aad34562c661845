"""c9cc

Revision ID: c9cc
Revises: b8bb
Create Date: 2026-01-01 00:00:00

"""
from alembic import op
from app import tenants as helpers
import sqlalchemy as sa

revision = "c9cc"
down_revision = "b8bb"
branch_labels = None
depends_on = None


def upgrade():
    getattr(helpers, "sync")(op.get_bind())
    op.add_column("jobs", sa.Column("h", sa.Integer()))


def downgrade():
    pass
