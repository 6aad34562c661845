from base import Product, SessionLocal, engine, text, use_schema

CURRENT = {"schema": "public"}


def choose(schema):
    CURRENT["schema"] = schema


def run(schema):
    with SessionLocal() as db:
        choose(schema)
        set_path(db, CURRENT['schema'])
        return [product.title for product in db.query(Product).order_by(Product.id)]
