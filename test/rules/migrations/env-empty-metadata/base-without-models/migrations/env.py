from alembic import context
from sqlalchemy import MetaData, create_engine
from app.base import Base

target_metadata = Base.metadata
#                 ^^^^^^^^^^^^^ env-empty-metadata


def run_migrations_online():
    with create_engine("postgresql://").connect() as connection:
        context.configure(connection=connection, target_metadata=target_metadata)
        with context.begin_transaction():
            context.run_migrations()


run_migrations_online()
