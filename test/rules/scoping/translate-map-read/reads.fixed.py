from contextlib import suppress

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.orm import ORMExecuteState, Session

engine = create_engine("postgresql://localhost/app")
async_engine = create_async_engine("postgresql+asyncpg://localhost/app")


def read(db: Session, given: Connection, schema: str, options) -> None:
    engine.get_execution_options().get("schema_translate_map")
    async_engine.get_execution_options()["isolation_level"]
    given.get_execution_options().get("schema_translate_map", {})
    tenant_engine = engine.execution_options(schema_translate_map={"tenant": schema})
    tenant_engine.get_execution_options().get("schema_translate_map")
    db.get_bind().get_execution_options().get("schema_translate_map")
    if "schema_translate_map" in engine.get_execution_options():
        pass

    bind = db.get_bind()
    bind.get_execution_options().get("schema_translate_map")
    either = options.get_bind()
    either.execution_options.get("schema_translate_map")

    engine.get_execution_options().get("schema_translate_map")
    engine.execution_options(isolation_level="AUTOCOMMIT")
    db.execution_options.get("schema_translate_map")
    options.execution_options.get("schema_translate_map")


async def read_async(connection: AsyncConnection) -> None:
    connection.execution_options.get("schema_translate_map")


@event.listens_for(Session, "do_orm_execute")
def log(state: ORMExecuteState) -> None:
    print(state.execution_options.get("schema_translate_map"))


def read_where_it_is_caught():
    try:
        return engine.execution_options["schema_translate_map"]
    except Exception:
        with suppress(AttributeError):
            engine.execution_options.get("isolation_level")
        return engine.get_execution_options().get("schema_translate_map")
