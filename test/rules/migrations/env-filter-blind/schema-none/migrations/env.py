from alembic import context
from sqlalchemy import MetaData, create_engine
from app.base import Base
import app.job, app.order

target_metadata = Base.metadata


def include_object(object, name, type_, reflected, compare_to):
# expect env-filter-blind: include_object
    if type_ == "table":
        return object.schema is None
    return True


def run_migrations_online():
    with create_engine("postgresql://").connect() as connection:
        context.configure(connection=connection, target_metadata=target_metadata, include_object=include_object)
        with context.begin_transaction():
            context.run_migrations()


run_migrations_online()
