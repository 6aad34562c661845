"""Reports in raw SQL, on an engine of their own: the forms that keep the path in hand."""

from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.orm import Session, SessionTransaction

from shared import settings
from shared.database import SessionLocal

reporting_engine = create_engine(settings.REPORTING_URL)


@event.listens_for(reporting_engine, "connect")
def use_public(dbapi_connection, connection_record) -> None:
    """Every new connection of this engine starts in the shared schema."""
    dbapi_connection.autocommit = True
    cursor = dbapi_connection.cursor()
    cursor.execute("SET search_path TO public")
    cursor.close()
    dbapi_connection.autocommit = False


def open_reporting_session(schema: str) -> Session:
    """A session whose raw SQL stays in the tenant's schema, over commits and rollbacks."""
    session = Session(bind=reporting_engine)

    @event.listens_for(session, "after_begin")
    def set_path(_session: Session, _transaction: SessionTransaction, connection: Connection) -> None:
        connection.execute(text("SELECT set_config('search_path', :path, true)"), {"path": f"{schema}, public"})

    return session


def count_products(schema: str) -> int:
    with reporting_engine.begin() as connection:
        connection.execute(text("SELECT set_config('search_path', :path, true)"), {"path": f"{schema}, public"})
        return connection.execute(text("SELECT count(*) FROM products")).scalar_one()


def give_role_a_path() -> None:
    with reporting_engine.begin() as connection:
        connection.execute(text("ALTER ROLE reporting SET search_path = public"))
        connection.execute(text("SET LOCAL statement_timeout = '5s'"))


def create_clock() -> None:
    with reporting_engine.begin() as connection:
        connection.execute(
            text(
                "CREATE OR REPLACE FUNCTION public.report_clock() RETURNS timestamptz LANGUAGE sql "
                "SECURITY DEFINER SET search_path = '' AS 'SELECT pg_catalog.now()'"
            )
        )


def is_forbidden(statement: str) -> bool:
    return "set search_path" in statement.lower()


def total_of_month(user_id: int) -> float:
    with SessionLocal() as db:
        # tenantscope: ignore[raw-search-path] The report joins eleven tables in raw SQL until the warehouse moves
        db.execute(text(f"SET LOCAL search_path TO user_{user_id}, public"))
        return float(db.execute(text("SELECT coalesce(sum(price), 0) FROM products")).scalar_one())
