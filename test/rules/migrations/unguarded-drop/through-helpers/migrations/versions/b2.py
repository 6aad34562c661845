"""b2bb

Revision ID: b2bb
Revises: a1aa
Create Date: 2026-01-01 00:00:00

"""
from alembic import op
import sqlalchemy as sa
from migrations.helpers import drop_hard, drop_quietly

revision = "b2bb"
down_revision = "a1aa"
branch_labels = None
depends_on = None


def upgrade():
    drop_quietly("ix_none", "vinted_job_stats")
    drop_hard("ix_none", "vinted_job_stats")
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unguarded-drop fix=none


def downgrade():
    pass
