from base import Product, SessionLocal, engine, text, use_schema
from sqlalchemy import MetaData, Table, select


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        products = Table("products", MetaData(), autoload_with=db.connection())
        return [row.title for row in db.execute(select(products).order_by(products.c.id))]
