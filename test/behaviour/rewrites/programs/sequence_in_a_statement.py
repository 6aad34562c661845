from sqlalchemy import Sequence, select

from base import Product, SessionLocal, engine, text, use_schema

with engine.begin() as connection:
    for index, each in enumerate(("public", "user_1", "user_2")):
        connection.exec_driver_sql(f"DROP SEQUENCE IF EXISTS {each}.receipts")
        connection.exec_driver_sql(f"CREATE SEQUENCE {each}.receipts START {100 * index + 11}")


def run(schema):
    receipts = Sequence("receipts")
    with SessionLocal() as db:
        set_path(db, schema)
        return [list(row) for row in db.execute(select(Product.title, receipts.next_value()).where(Product.id == 1))]
