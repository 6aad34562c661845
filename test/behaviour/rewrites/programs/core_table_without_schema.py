from sqlalchemy import Column, Integer, MetaData, String, Table, select

from base import Product, SessionLocal, engine, text, use_schema

products = Table("products", MetaData(), Column("id", Integer), Column("title", String))


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        db.query(Product).count()
        return [title for (title,) in db.execute(select(products.c.title).order_by(products.c.id))]
