from contextlib import contextmanager

from base import Product, SessionLocal, engine, text, use_schema


shared = SessionLocal()


@contextmanager
def session_scope():
    try:
        yield shared
        shared.commit()
    finally:
        shared.rollback()


def run(schema):
    with session_scope() as db:
        set_path(db, schema)
        db.query(Product).filter(Product.id == 1).one().title = f"shared of {schema}"
    with session_scope() as db:
        set_path(db, schema)
        titles = [product.title for product in db.query(Product).order_by(Product.id)]
    shared.close()
    return titles
