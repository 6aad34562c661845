from alembic import context
from sqlalchemy import MetaData, create_engine
from app.base import Base
from app.job import Job
import app.order  # noqa: F401

target_metadata = Base.metadata


def run_migrations_online():
    with create_engine("postgresql://").connect() as connection:
        context.configure(connection=connection, target_metadata=target_metadata)
        with context.begin_transaction():
            context.run_migrations()


run_migrations_online()
