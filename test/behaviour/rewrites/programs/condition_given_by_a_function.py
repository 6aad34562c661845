from sqlalchemy import select, text

from base import Product, SessionLocal, engine, use_schema


def offered():
    return text("id IN (SELECT product_id FROM offers WHERE title LIKE '%user%')")


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        return [product.title for product in db.query(Product).filter(offered())]
