from sqlalchemy import text

from base import Product, SessionLocal, engine, use_schema


def titles(schema, conditions: list):
    with SessionLocal() as db:
        set_path(db, schema)
        return [product.title for product in db.query(Product).filter(*conditions)]


def run(schema):
    return titles(schema, [text("id IN (SELECT product_id FROM offers WHERE title LIKE '%user%')")])
