"""a5aa

Revision ID: a5aa
Revises: a4aa

"""
from alembic import op
import sqlalchemy as sa

revision = "a5aa"
down_revision = "a4aa"
branch_labels = None
depends_on = None


def upgrade():
    conn = op.get_bind()
    for schema in ("user_1", "user_2"):
        conn.execute(sa.text(f"ALTER TABLE {schema}.jobs ADD COLUMN size int"))
        conn.commit()
#       ^^^^^^^^^^^^^ migration-commit fix=safe


def downgrade():
    pass
