"""e5ee

Revision ID: e5ee
Revises: d4dd
Create Date: 2026-01-01 00:00:00

"""
from alembic import op
import sqlalchemy as sa

revision = "e5ee"
down_revision = "d4dd"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("jobs", sa.Column("e", sa.Integer()))
    op.execute("SELECT for_all($cmd$ALTER TABLE jobs ADD COLUMN e int$cmd$) FROM tenants")


def downgrade():
    pass
