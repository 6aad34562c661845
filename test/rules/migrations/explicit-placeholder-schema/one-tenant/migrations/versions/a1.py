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
    op.add_column("jobs", sa.Column("kind", sa.String()), schema="user_1")
#                                                                ^^^^^^^^ explicit-placeholder-schema fix=none
    for schema in ("user_1", "user_2", "template_tenant"):
        op.add_column("jobs", sa.Column("size", sa.Integer()), schema=schema)


def downgrade():
    pass
