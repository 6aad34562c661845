"""b2bb

Revision ID: b2bb
Revises: a1aa
Create Date: 2026-01-01 00:00:00

"""
from alembic import op
import sqlalchemy as sa

revision = "b2bb"
down_revision = "a1aa"
branch_labels = None
depends_on = None


def upgrade():
    # A block in the database visits the tenants 😀
    op.add_column("jobs", sa.Column("b", sa.Integer()))
    op.execute("""
    DO $$
    DECLARE s text;
    BEGIN
        FOR s IN SELECT nspname FROM pg_namespace WHERE nspname ~ '^user_[0-9]+$' LOOP
            EXECUTE format('ALTER TABLE %I.jobs ADD COLUMN b int', s);
        END LOOP;
    END $$
    """)


def downgrade():
    pass
