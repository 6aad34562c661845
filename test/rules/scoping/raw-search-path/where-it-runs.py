import asyncpg
import psycopg2
from django.db import connection as django_connection
from sqlalchemy import create_engine, event, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Session as ModelSession

engine = create_engine("postgresql://localhost/app")


async def asynchronous(db: AsyncSession, s: str):
    await db.execute(text(f"SET search_path TO {s}"))
#                         ^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path


def sqlmodel_session(db: ModelSession, s: str):
    db.exec(text(f"SET search_path TO {s}"))
#                ^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path


def driver(connection, s: str):
    connection.execute("SET search_path TO x1")
#                      ^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path
    connection.exec_driver_sql(f"SET search_path TO {s}")
#                              ^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path
    cursor = connection.connection.cursor()
    cursor.execute(f"SET search_path TO {s}")
#                  ^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path


@event.listens_for(engine, "checkout")
def on_checkout(dbapi_connection, record, proxy):
    cursor = dbapi_connection.cursor()
    cursor.execute(f"SET search_path TO {record.info['tenant']}")
#                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none Each connection that is taken


@event.listens_for(engine, "begin")
def on_begin(connection):
    connection.exec_driver_sql(f"SET LOCAL search_path TO {connection.info['tenant']}")
#                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none Each transaction begins with


async def with_pool(pool: asyncpg.Pool, s: str):
    async with pool.acquire() as connection:
        await connection.execute(f"SET search_path TO {s}")
#                                ^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path


def middleware(s: str):
    with django_connection.cursor() as cursor:
        cursor.execute(f"SET search_path TO {s}")
#                      ^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path


def in_psycopg2(s: str):
    connection = psycopg2.connect("dbname=app")
    with connection.cursor() as cursor:
        cursor.execute("SET search_path TO %s" % s)
#                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path


def bound_both(db, s: str):
    db.execute("SELECT set_config(%s, %s, false)", ["search_path", s])
#              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path
