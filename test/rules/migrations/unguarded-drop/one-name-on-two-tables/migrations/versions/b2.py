"""b2bb

Revision ID: b2bb
Revises: a1aa
Create Date: 2026-01-02 00:00:00

"""
from alembic import op

revision = "b2bb"
down_revision = "a1aa"


def upgrade():
    op.execute('ALTER TABLE orders RENAME CONSTRAINT "amount_positive" TO "amount_ok"')
#                                                     ^^^^^^^^^^^^^^^ unguarded-drop fix=none


def downgrade():
    pass
