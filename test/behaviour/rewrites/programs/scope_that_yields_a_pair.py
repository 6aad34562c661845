"""The block is given a session and what it is bound to: a session alone is none."""
from contextlib import contextmanager

from sqlalchemy import text

from base import Product, SessionLocal, engine, use_schema


@contextmanager
def pair():
    session = SessionLocal()
    try:
        yield session, session.get_bind()
    finally:
        session.close()


def run(schema):
    with pair() as (db, bind):
        set_path(db, schema)
        return [bind.name, *(product.title for product in db.query(Product).order_by(Product.id))]
