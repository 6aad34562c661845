"""What else the scope closes has to be closed after the fix, too."""
from contextlib import contextmanager

from sqlalchemy import text

from base import Product, SessionLocal, engine, use_schema

closed = []


class Gauge:
    def close(self):
        closed.append("gauge")


gauge = Gauge()


@contextmanager
def measured():
    session = SessionLocal()
    try:
        yield session
    finally:
        session.close()
        gauge.close()


def run(schema):
    with measured() as db:
        set_path(db, schema)
        titles = [product.title for product in db.query(Product).order_by(Product.id)]
    return [len(closed), *titles]
