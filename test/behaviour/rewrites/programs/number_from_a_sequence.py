from base import Product, SessionLocal, engine, text, use_schema
from sqlalchemy import func, select

with engine.begin() as connection:
    for index, each in enumerate(("public", "user_1", "user_2")):
        connection.exec_driver_sql(f"DROP SEQUENCE IF EXISTS {each}.tickets")
        connection.exec_driver_sql(f"CREATE SEQUENCE {each}.tickets START {100 * index + 1}")


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        return [db.scalar(select(func.nextval("tickets"))), db.query(Product).count()]
