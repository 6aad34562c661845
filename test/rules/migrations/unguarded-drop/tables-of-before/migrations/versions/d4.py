"""d4dd

Revision ID: d4dd
Revises: c3cc
Create Date: 2026-01-01 00:00:00

"""
from alembic import op
from app.tenants import tenant_schemas
import sqlalchemy as sa

revision = "d4dd"
down_revision = "c3cc"
branch_labels = None
depends_on = None


def upgrade():
    for schema in tenant_schemas(op.get_bind()):
        op.drop_column("jobs", "a", schema=schema)
    op.drop_column("jobs", "a")
    # Once is enough
    op.drop_column("jobs", "a")
#                          ^^^ unguarded-drop fix=unsafe No revision before this one creates the column


def downgrade():
    pass
