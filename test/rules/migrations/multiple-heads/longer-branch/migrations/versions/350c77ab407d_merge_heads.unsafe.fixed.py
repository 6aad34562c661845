"""Merge b2bb and d4dd

Revision ID: 350c77ab407d
Revises: b2bb, d4dd

"""

revision = "350c77ab407d"
down_revision = ("b2bb", "d4dd")
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass
