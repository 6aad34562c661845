from contextlib import contextmanager

from base import Product, SessionLocal, engine, text, use_schema


@contextmanager
def transaction():
    with SessionLocal.begin() as session:
        yield session


def run(*schemas):
    with transaction() as db:
        for schema in schemas:
            set_path(db, schema)
            db.query(Product).filter(Product.id == 1).update({"title": f"begun of {schema}"}, synchronize_session=False)
