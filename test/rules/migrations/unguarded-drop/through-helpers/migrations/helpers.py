import sqlalchemy as sa
from alembic import op


def drop_quietly(name, table):
    if name in {index["name"] for index in sa.inspect(op.get_bind()).get_indexes(table)}:
        op.drop_index(name, table_name=table)


def drop_hard(name, table):
    op.drop_index(name, table_name=table)
