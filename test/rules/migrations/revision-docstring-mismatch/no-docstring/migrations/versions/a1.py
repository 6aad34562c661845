revision = "a1aa"
down_revision = None


def upgrade():
    pass
