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
    op.execute("CREATE SCHEMA IF NOT EXISTS tenant")
    op.create_table("jobs", sa.Column("id", sa.Integer()), schema="tenant")
#                                                                 ^^^^^^^^ explicit-placeholder-schema fix=unsafe


def downgrade():
    pass
