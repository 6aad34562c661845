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
    op.execute("SET LOCAL search_path TO template_tenant")
    op.add_column("jobs", sa.Column("kind", sa.String()))
    op.execute("COMMIT")
#              ^^^^^^^^ migration-commit fix=unsafe
    op.create_table("logs", sa.Column("id", sa.Integer()))


def downgrade():
    op.execute("INSERT INTO logs VALUES (1)")
    op.execute("COMMIT")
#              ^^^^^^^^ migration-commit fix=unsafe
    op.drop_column("jobs", "kind")
