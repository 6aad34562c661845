from sqlalchemy import Enum, cast, select

from base import Product, SessionLocal, engine, text, use_schema

with engine.begin() as connection:
    for each in ("user_1", "user_2"):
        connection.exec_driver_sql(f"DROP TYPE IF EXISTS {each}.shade")
        connection.exec_driver_sql(f"CREATE TYPE {each}.shade AS ENUM ('one of {each}', 'two of {each}')")

Shade = Enum("one", "two", name="shade")


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        return len(db.execute(select(Product.id).where(cast(Product.title, Shade).isnot(None))).all())
