from sqlalchemy import select

from base import Product, SessionLocal, engine, text, use_schema


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        found = db.query(Product).filter(text("id IN (SELECT min(id) FROM products)"))
        return [product.title for product in found]
