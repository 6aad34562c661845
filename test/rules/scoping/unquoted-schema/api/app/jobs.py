import argparse
import sys

from sqlalchemy import inspect, text
from sqlalchemy.orm import Session

from app.checks import validate_schema_name
from app.database import engine
from app.models import User


def from_main(db: Session, schema: str) -> None:
    db.execute(text(f"SELECT * FROM {schema}.products"))
#                                   ^^^^^^^^ unquoted-schema comes from the command line


def from_nowhere(db: Session, schema: str, table: str) -> None:
    db.execute(text(f"SELECT * FROM {schema}.products"))
#                                   ^^^^^^^^ unquoted-schema Nothing here shows
    db.execute(text(f"SELECT * FROM {table}"))


def through_driver(connection, schema: str) -> None:
    connection.exec_driver_sql(f'DROP INDEX CONCURRENTLY "{schema}"."ix_products"')
#                                                         ^^^^^^^^ unquoted-schema


def from_column(db: Session) -> None:
    for user in db.query(User):
        db.execute(text(f"SELECT * FROM user_{user.id}.products"))
        db.execute(text(f"SELECT * FROM {user.schema_name}.products"))
#                                       ^^^^^^^^^^^^^^^^^^ unquoted-schema Nothing here shows


def checked_by_callers(db: Session, schema: str) -> None:
    db.execute(text(f"SELECT * FROM {schema}.products"))


def integers(db: Session, user_id: int, shop) -> None:
    schema = f"user_{user_id}"
    if user_id > 5:
        schema = "archive"
    db.execute(text(f'SET LOCAL search_path TO "{schema}", public'))
    db.execute(text(f"SET LOCAL search_path TO user_{shop:d}, public"))
    db.execute(text("SET LOCAL search_path TO user_%d" % shop))


def all_tenants(db: Session) -> None:
    names = db.execute(text("SELECT nspname FROM pg_namespace WHERE nspname ~ '^user_'")).scalars().all()
    for name in names:
        db.execute(text(f"SELECT * FROM {name}.products"))
    for (name,) in db.execute(text("SELECT schema_name FROM information_schema.schemata")):
        db.execute(text(f'SELECT * FROM "{name}".products'))
    for schema in [s for s in inspect(engine).get_schema_names() if s.startswith("user_")]:
        db.execute(text(f"SELECT * FROM {schema}.products"))
    for schema in list_schemas(db):
        db.execute(text(f"SELECT * FROM {schema}.products"))
    for row in db.execute(text("SELECT table_schema FROM information_schema.tables")).fetchall():
        db.execute(text(f"SELECT * FROM {row[0]}.products"))
        db.execute(text(f"SELECT * FROM {row.table_schema}.products"))
    for schema in ("user_1", "user_2"):
        db.execute(text(f"SELECT * FROM {schema}.products"))


def list_schemas(db: Session) -> list[str]:
    rows = db.execute(text("SELECT nspname FROM pg_namespace"))
    return [row[0] for row in rows]


def main(db: Session) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("schema")
    options = parser.parse_args()
    from_main(db, options.schema)
    checked_by_callers(db, validate_schema_name(sys.argv[1]))
