"""SET search_path TO x is written here, and nothing runs it."""
import asyncpg
import logging
from unittest.mock import MagicMock

from sqlalchemy import create_engine, event, text
from sqlalchemy.orm import Session, sessionmaker

logger = logging.getLogger(__name__)
engine = create_engine("postgresql://localhost/app")
SessionLocal = sessionmaker(bind=engine)
PG_EXTRA_SEARCH_PATHS = ["a"]
# db.execute(text("SET search_path TO x"))


def silent(db: Session, search_path: str):
    """
    >>> db.execute(text("SET search_path TO x"))
    """
    "db.execute(text('SET search_path TO x'))"
    logger.info("SET search_path TO x")
    if "set search_path" in search_path.lower():
        raise ValueError("SET search_path is not allowed")
    db.execute(text("SHOW search_path"))
    db.execute(text("SELECT current_setting('search_path')"))
    db.execute(text("ALTER ROLE app SET search_path = x, public"))
    db.execute(text("ALTER DATABASE app SET search_path TO x"))
    db.execute(text("CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = '' AS 'select 1'"))
    db.execute(text("SELECT set_config('app.tenant_id', 'x', true)"))
    db.execute(text("SET LOCAL statement_timeout = '5s'"))
    db.execute(text("SELECT * FROM files WHERE search_path = :search_path"), {"search_path": search_path})
    db.execute(text("DO $$ BEGIN EXECUTE 'SET search_path = x'; END $$"))
    create_engine("postgresql://localhost/app", connect_args={"options": "-c search_path=x"})


def test_expected():
    db = MagicMock()
    db.execute.assert_called_with("SET search_path TO x")
    assert "SET search_path" in str(db.execute.call_args)


@event.listens_for(engine, "connect")
def constant_path(dbapi_connection, record):
    cursor = dbapi_connection.cursor()
    cursor.execute("SET search_path TO public, extensions")


def make_engine(schema: str):
    made = create_engine("postgresql://localhost/app")

    @event.listens_for(made, "do_connect")
    def one_path_for_each_engine(dialect, record, arguments, parameters):
        connection = dialect.dbapi.connect(*arguments, **parameters)
        connection.cursor().execute(f"SET search_path = {schema}, pg_catalog")
        return connection

    @event.listens_for(made, "connect")
    def path_of_the_settings(dbapi_connection, record):
        dbapi_connection.cursor().execute(f"SET search_path = {settings.schema}")

    @event.listens_for(made, "connect")
    def path_of_the_request(dbapi_connection, record):
        current = record.info["tenant"]
        dbapi_connection.cursor().execute(f"SET search_path = {current}")
#                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path

    return made


def detached_from_the_pool():
    with engine.connect() as connection:
        connection.detach()
        connection.exec_driver_sql("SET search_path TO reports, public")


@event.listens_for(SessionLocal, "after_begin")
def scoped_by_listener(session, transaction, connection):
    connection.execute(text("SELECT set_config('search_path', :path, true)"), {"path": session.info["path"]})


def first_in_transaction(path: str):
    with engine.begin() as connection:
        connection.execute(text("SELECT set_config('search_path', :path, true)"), {"path": path})
        connection.execute(text("SELECT 1"))


def first_but_for_a_log_line(path: str):
    with engine.begin() as connection:
        logger.info("on the path of %s", path)
        statement = "SELECT set_config('search_path', :path, true)"
        connection.execute(text(statement), {"path": path})


def too_late(path: str):
    with engine.begin() as connection:
        connection.execute(text("SELECT 1"))
        connection.execute(text("SELECT set_config('search_path', :path, true)"), {"path": path})
#                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path


class CrossSchemaTest:
    def test_detached(self, connection):
        connection.detach()
        connection.exec_driver_sql("SET search_path TO reports, public")


async def path_of_every_connection(connection):
    await connection.execute("SET search_path TO reports, public")


async def pool_with_a_path(dsn):
    return await asyncpg.create_pool(dsn, init=path_of_every_connection)


async def first_of_the_transaction(pool, schema):
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("SELECT set_config('search_path', $1, true)", schema)
        async with connection.transaction():
            await connection.execute("SELECT set_config('search_path', $1, true)", schema)
#                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path


def first_of_the_block(schema):
    with transaction.atomic():
        with django_connection.cursor() as cursor:
            cursor.execute("SELECT set_config('search_path', %s, true)", [schema])


def second_of_the_block(connection, schema):
    with connection.begin():
        connection.execute(text("SELECT now()"))
        connection.execute(text("SELECT set_config('search_path', :path, true)"), {"path": schema})
#                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path


class Script:
    """Collects the statements of a file that somebody runs later."""

    def __init__(self):
        self.lines: list[str] = []

    def execute(self, sql: str) -> None:
        self.lines.append(sql.strip())

    def build(self, schema: str) -> str:
        self.execute(f"SET search_path TO {schema};")
        return "\n".join(self.lines)


class Batch:
    def execute(self, sql: str) -> None:
        self.lines.append(sql)

    def build(self, schema: str) -> None:
        self.execute(f"SET search_path TO {schema}")
#                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path
        self.cursor.execute(";".join(self.lines))


class FakeConnection:
    def __init__(self):
        self.calls = []

    def execute(self, sql, *args):
        self.calls.append(sql)


def test_double():
    connection = FakeConnection()
    connection.execute("SET search_path TO a")
    assert connection.calls == ["SET search_path TO a"]
