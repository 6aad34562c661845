from contextlib import contextmanager
from typing import Iterator

from base import Product, SessionLocal, engine, text, use_schema
from sqlalchemy.orm import Session


@contextmanager
def transaction() -> Iterator[Session]:
    """Everything or nothing."""
    with SessionLocal() as session, session.begin():
        yield session


@contextmanager
def read_write(flush: bool = True):
    with SessionLocal(autoflush=flush) as session:
        with session.begin():
            yield session


def run(schema):
    with transaction() as db:
        set_path(db, schema)
        db.query(Product).filter(Product.id == 1).one().title = f"begun of {schema}"
    with read_write(flush=False) as db:
        set_path(db, schema)
        product = db.query(Product).filter(Product.id == 2).one()
        product.title = f"second of {schema}"
        return [title for (title,) in db.query(Product.title).order_by(Product.id)]
