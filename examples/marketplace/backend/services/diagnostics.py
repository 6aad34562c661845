"""What the operators look at when a tenant's rows turn up in the wrong place."""

import logging
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.orm import ORMExecuteState, Session

from shared.database import SessionLocal, engine

logger = logging.getLogger(__name__)


def tenant_of_engine() -> Any:
    return engine.execution_options.get("schema_translate_map")


def tenant_of_bound_engine(schema: str) -> Any:
    tenant_engine = engine.execution_options(schema_translate_map={"tenant": schema})
    return tenant_engine.execution_options.get("schema_translate_map")


def tenant_of_connection() -> Any:
    with engine.connect() as connection:
        return connection.execution_options.get("schema_translate_map", {})


def isolation_of_connection() -> Any:
    with engine.connect() as connection:
        return connection.execution_options["isolation_level"]


def tenant_of_session(db: Session) -> Any:
    return db.get_bind().execution_options.get("schema_translate_map")


def read_tenant(db: Session) -> Any:
    return db.get_bind().get_execution_options().get("schema_translate_map")


def read_tenant_of_engine() -> Any:
    return engine.get_execution_options()["schema_translate_map"]


def watch(db: Session) -> None:
    """Logs the map of every statement of this session."""

    @event.listens_for(db, "do_orm_execute")
    def log_map(state: ORMExecuteState) -> None:
        logger.debug("map: %s", state.execution_options.get("schema_translate_map"))


def read_options(options: dict[str, Any]) -> Any:
    return options.get("schema_translate_map")


def log_schema(db: Session) -> None:
    logger.info("schema: %s", db.execute(text("SELECT current_schema()")).scalar())


def check_schema(db: Session, user_id: int) -> None:
    active = db.connection().exec_driver_sql("show search_path").scalar()
    if f"user_{user_id}" not in str(active):
        raise RuntimeError("the session looks at another tenant")


def print_path() -> None:
    with engine.connect() as connection:
        cursor = connection.connection.cursor()
        cursor.execute("SHOW search_path")
        print(cursor.fetchone())


def show_timezone() -> str:
    with SessionLocal() as db:
        return db.execute(text("SHOW timezone")).scalar_one()


def show_tenant_setting(db: Session) -> str:
    return db.execute(text("SELECT current_setting('app.tenant_id', true)")).scalar_one()


def explain() -> str:
    return "Type SHOW search_path in psql to see where you are"


def current_schema(user_id: int) -> str:
    return f"user_{user_id}"
