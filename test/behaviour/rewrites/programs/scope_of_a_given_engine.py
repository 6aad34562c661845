"""The block hands its bind on already, under a name of its own."""
from contextlib import contextmanager

from base import Product, engine, text, use_schema
from sqlalchemy.orm import Session


@contextmanager
def committing(bind=None):
    with Session(bind or engine) as session:
        yield session
        session.commit()


def run(schema):
    with committing() as db:
        set_path(db, schema)
        db.query(Product).filter(Product.id == 1).one().title = f"kept of {schema}"
    with committing(bind=engine.execution_options(schema_translate_map={"tenant": schema})) as db:
        return [product.title for product in db.query(Product).order_by(Product.id)]
