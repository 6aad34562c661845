"""A helper that commits expires what was loaded, and its session is closed: nobody can read the objects any more."""
from contextlib import contextmanager

from sqlalchemy import text

from base import Product, SessionLocal, engine, use_schema


@contextmanager
def tenant_session(schema):
    with SessionLocal(bind=engine.execution_options(schema_translate_map={"tenant": schema})) as db:
        yield db
        db.commit()


def count(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        return len(db.query(Product).all())


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        products = db.query(Product).order_by(Product.id).all()
    return [count(schema), *(product.title for product in products)]
