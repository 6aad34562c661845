"""A helper that keeps errors to itself takes them from whoever waits for them."""
from contextlib import contextmanager

from sqlalchemy import text

from base import Product, SessionLocal, engine, use_schema


@contextmanager
def tenant_session(schema):
    db = SessionLocal(bind=engine.execution_options(schema_translate_map={"tenant": schema}))
    try:
        yield db
    except Exception:
        db.rollback()
    finally:
        db.close()


def number_of(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        return int(db.query(Product.title).order_by(Product.id).first().title)


def run(schema):
    try:
        return number_of(schema)
    except ValueError:
        return "no number"
