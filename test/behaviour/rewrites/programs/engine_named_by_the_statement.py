from sqlalchemy import select

from base import Product, SessionLocal, engine, text, use_schema


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        return list(db.execute(select(Product.title).order_by(Product.id), bind_arguments={"bind": engine}).scalars())
