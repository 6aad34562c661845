from contextlib import contextmanager

from base import Product, SessionLocal, engine, text, use_schema


@contextmanager
def session_scope():
    session = SessionLocal()
    try:
        yield session
    finally:
        session.close()


def run(schema):
    with session_scope() as db:
        set_path(db, schema)
        db.query(Product).filter(Product.id == 1).one().title = f"scoped of {schema}"
        db.commit()
        set_path(db, schema)
        db.query(Product).filter(Product.id == 2).one().title = f"left of {schema}"
        db.flush()
        return [product.title for product in db.query(Product).order_by(Product.id)]
