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
    session = sa.orm.Session(bind=op.get_bind())
    session.commit()
    nested = op.get_bind().begin_nested()
    nested.commit()
    engine = sa.create_engine("postgresql://")
    with engine.connect() as own:
        own.commit()
    with op.get_context().autocommit_block():
        op.execute("CREATE INDEX CONCURRENTLY ix_jobs_kind ON jobs (kind)")


def downgrade():
    pass
