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
INDEX = "ix_vinted_job_stats_date"


def upgrade():
    op.drop_index("ix_none", table_name="vinted_job_stats", if_exists=True)
    op.execute("DROP INDEX IF EXISTS ix_none")
    op.execute("ALTER TABLE vinted_job_stats DROP CONSTRAINT IF EXISTS uq_none, DROP COLUMN IF EXISTS x")
    inspector = sa.inspect(op.get_bind())
    if "ix_none" in {index["name"] for index in inspector.get_indexes("vinted_job_stats")}:
        op.drop_index("ix_none", table_name="vinted_job_stats")
    for fk in inspector.get_foreign_keys("vinted_job_stats"):
        op.drop_constraint(fk["name"], "vinted_job_stats", type_="foreignkey")
    if op.get_bind().dialect.name == "mysql":
        op.drop_index("ix_none", table_name="vinted_job_stats")
    op.drop_index(INDEX, table_name="vinted_job_stats")


def downgrade():
    pass
