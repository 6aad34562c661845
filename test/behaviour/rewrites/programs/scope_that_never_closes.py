from contextlib import contextmanager

from base import Product, SessionLocal, engine, text, use_schema


@contextmanager
def session_scope():
    yield SessionLocal()


def run(schema):
    with session_scope() as db:
        set_path(db, schema)
        found = db.query(Product).order_by(Product.id).all()
    titles = [product.title for product in found]
    db.close()
    return titles
