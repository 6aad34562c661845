from sqlalchemy import column, select, table

from base import Product, SessionLocal, engine, text, use_schema


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        products = table("products", column("id"), column("title"))
        return [title for (title,) in db.execute(select(products.c.title).order_by(products.c.id))]
