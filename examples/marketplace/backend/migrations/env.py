"""Migrations run with the path on the template: what names no schema changes the template."""

from alembic import context
from sqlalchemy import create_engine, text

from models import Base
from models.tenant.vinted_job_stats import VintedJobStats
from shared import settings
from warehouse import WarehouseBase

STATS_TABLE = VintedJobStats.__table__
target_metadata = [Base.metadata, WarehouseBase.metadata]


def run_migrations() -> None:
    engine = create_engine(settings.DATABASE_URL)
    with engine.connect() as connection:
        connection.execute(text("SET search_path TO template_tenant, public"))
        connection.commit()
        context.configure(
            connection=connection,
            target_metadata=target_metadata,
            include_schemas=True,
            include_object=lambda item, name, kind, reflected, other: kind != "table" or item.schema is None,
            version_table="alembic_version",
            version_table_schema="public",
        )
        with context.begin_transaction():
            context.run_migrations()


run_migrations()
