"""Merge b2bb and c3cc

Revision ID: 0be2347f1f7f
Revises: b2bb, c3cc

"""

revision = "0be2347f1f7f"
down_revision = ("b2bb", "c3cc")
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass
