from sqlalchemy import select

from base import Product, SessionLocal, engine, text, use_schema


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        found = db.execute(select(Product).from_statement(text("SELECT * FROM products ORDER BY id"))).scalars()
        return [product.title for product in found]
