from contextlib import ExitStack

from base import Product, SessionLocal, engine, text, use_schema


def run(schema):
    with ExitStack() as stack:
        db = stack.enter_context(SessionLocal())
        set_path(db, schema)
        db.query(Product).filter(Product.id == 1).one().title = f"stacked of {schema}"
        db.commit()
        set_path(db, schema)
        return [product.title for product in db.query(Product).order_by(Product.id)]
