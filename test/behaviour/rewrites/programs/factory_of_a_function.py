"""Engine and factory are made when they are asked for first."""
from functools import lru_cache

import base
from base import Product, text, use_schema
from sqlalchemy.orm import sessionmaker


@lru_cache
def get_engine():
    return base.engine


@lru_cache(maxsize=1)
def get_factory():
    return sessionmaker(bind=get_engine(), autoflush=False)


def run(schema):
    with get_factory()() as db:
        set_path(db, schema)
        db.query(Product).filter(Product.id == 1).one().title = f"kept of {schema}"
        db.commit()
    factory = get_factory()
    db = factory()
    try:
        set_path(db, schema)
        return [product.title for product in db.query(Product).order_by(Product.id)]
    finally:
        db.close()
