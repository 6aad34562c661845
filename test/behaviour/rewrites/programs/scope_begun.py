from contextlib import contextmanager

from base import Product, SessionLocal, engine, text, use_schema


@contextmanager
def transaction():
    with SessionLocal.begin() as session:
        yield session


def run(schema):
    with transaction() as db:
        set_path(db, schema)
        db.query(Product).filter(Product.id == 1).one().title = f"begun of {schema}"
    with transaction() as db:
        set_path(db, schema)
        titles = [title for (title,) in db.query(Product.title).order_by(Product.id)]
    try:
        with transaction() as db:
            set_path(db, schema)
            db.query(Product).filter(Product.id == 2).one().title = f"lost of {schema}"
            db.flush()
            raise ValueError(schema)
    except ValueError:
        return titles
