"""Only the factory is imported here; the engine comes from where the factory does."""
from contextlib import contextmanager

from sqlalchemy import text

from base import Product, SessionLocal, use_schema


@contextmanager
def session_scope():
    session = SessionLocal()
    try:
        yield session
        session.commit()
    finally:
        session.close()


def run(schema):
    with session_scope() as db:
        set_path(db, schema)
        db.get(Product, 1).title = f"scoped of {schema}"
    with session_scope() as db:
        set_path(db, schema)
        return [product.title for product in db.query(Product).order_by(Product.id)]
