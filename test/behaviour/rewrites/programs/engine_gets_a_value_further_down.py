"""Further down the function gives the engine's name to something else, so above that it has no value."""
from sqlalchemy import text

from base import Product, SessionLocal, engine, use_schema


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        titles = [product.title for product in db.query(Product).order_by(Product.id)]
    if (engine := len(titles)) > 1:
        titles.append(engine)
    return titles
