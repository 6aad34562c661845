"""An import further down in the function makes the engine's name a local one."""
from sqlalchemy import text

from base import Product, SessionLocal, use_schema


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        titles = [product.title for product in db.query(Product).order_by(Product.id)]
    from base import engine

    return [engine.name, *titles]
