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
    op.execute("ALTER TABLE tenant.jobs ADD COLUMN size integer")
#                           ^^^^^^ explicit-placeholder-schema fix=none Raw SQL is never translated
    op.execute("ALTER TABLE user_1.jobs ADD COLUMN size integer")
#                           ^^^^^^ explicit-placeholder-schema fix=none is one tenant
    op.execute("ALTER TABLE IF EXISTS tenant.jobs ADD COLUMN size integer")
    op.execute("ALTER TABLE public.plans ADD COLUMN size integer")
    op.execute("UPDATE user_1.jobs SET size = 1")
    op.execute("ALTER TABLE jobs ADD COLUMN width integer")


def downgrade():
    pass
