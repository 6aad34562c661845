from alembic import context
from sqlalchemy import engine_from_config, inspect, pool, text


def run_migrations_online():
    connectable = engine_from_config(context.config.get_section("alembic"), poolclass=pool.NullPool)
    for schema in inspect(connectable).get_schema_names():
        with connectable.connect() as connection:
            connection.execute(text(f'SET search_path TO "{schema}"'))
            connection.commit()
            context.configure(connection=connection, version_table_schema=schema)
            with context.begin_transaction():
                context.run_migrations()


run_migrations_online()
