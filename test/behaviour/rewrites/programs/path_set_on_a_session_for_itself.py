"""Sessions and connections that are opened for nothing but the statement that sets their path."""
from sqlalchemy import text

from base import Product, SessionLocal, engine, use_schema


def run(schema):
    SessionLocal().execute(text(f"SET LOCAL search_path TO {schema}, public"))
    engine.connect().execute(text(f"SET LOCAL search_path TO {schema}, public"))
    with SessionLocal() as db:
        set_path(db, schema)
        return [product.title for product in db.query(Product).order_by(Product.id)]
