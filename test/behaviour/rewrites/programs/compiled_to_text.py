from sqlalchemy import select

from base import Product, SessionLocal, engine, text, use_schema


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        statement = str(select(Product.title).order_by(Product.id).compile(engine))
        return list(db.connection().exec_driver_sql(statement).scalars())
