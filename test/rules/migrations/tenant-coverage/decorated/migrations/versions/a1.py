"""a1aa

Revision ID: a1aa
Revises: 
Create Date: 2026-01-01 00:00:00

"""
from alembic import op
from app.decorators import for_each_tenant_schema
import sqlalchemy as sa

revision = "a1aa"
down_revision = None
branch_labels = None
depends_on = None


@for_each_tenant_schema
def upgrade(schema):
    op.add_column("jobs", sa.Column("b", sa.Integer()), schema=schema)


def downgrade():
    pass
