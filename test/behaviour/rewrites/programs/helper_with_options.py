"""A helper that opens its session in another way, and does more in it."""
from contextlib import contextmanager

from sqlalchemy import text

from base import Product, SessionLocal, engine, use_schema


@contextmanager
def tenant_session(schema):
    tenant_engine = engine.execution_options(schema_translate_map={"tenant": schema})
    with SessionLocal(bind=tenant_engine, autoflush=True) as db, db.begin():
        yield db


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        db.get(Product, 1).title = "not committed"
        return [title for (title,) in db.query(Product.title).order_by(Product.id)]
