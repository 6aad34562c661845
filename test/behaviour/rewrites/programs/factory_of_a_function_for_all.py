from functools import cache

from base import Product, engine, text, use_schema
from sqlalchemy.orm import sessionmaker


@cache
def session_factory():
    return sessionmaker(engine)


def run(*schemas):
    with session_factory()() as db:
        for schema in schemas:
            set_path(db, schema)
            db.query(Product).filter(Product.id == 1).update({"title": f"round of {schema}"}, synchronize_session=False)
            db.commit()
