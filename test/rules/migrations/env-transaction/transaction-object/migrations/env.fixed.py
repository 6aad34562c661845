from alembic import context
from sqlalchemy import engine_from_config, pool, text

target_metadata = None


def run_migrations_online():
    connectable = engine_from_config(context.config.get_section("alembic"), poolclass=pool.NullPool)
    with connectable.connect() as connection:
        trans = connection.begin()
        try:
            connection.execute(text("SET search_path TO template_tenant, public"))
            context.configure(connection=connection, target_metadata=target_metadata)
            context.run_migrations()
            trans.commit()
        except Exception:
            trans.rollback()
            raise


def run_migrations_forgotten():
    connectable = engine_from_config(context.config.get_section("alembic"), poolclass=pool.NullPool)
    with connectable.connect() as connection:
        trans = connection.begin()
        trans.commit()
        connection.execute(text("SET search_path TO template_tenant, public"))  # 😀
        connection.commit()
        context.configure(connection=connection, target_metadata=target_metadata)
        context.run_migrations()


if context.get_x_argument(as_dictionary=True).get("how") == "forgotten":
    run_migrations_forgotten()
else:
    run_migrations_online()
