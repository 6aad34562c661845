from contextlib import contextmanager

from base import Product, SessionLocal, engine, text, use_schema


@contextmanager
def tenant(schema):
    db = SessionLocal()
    try:
        set_path(db, schema)
        yield db
        db.commit()
    finally:
        db.close()


def run(schema):
    with tenant(schema) as db:
        db.query(Product).filter(Product.id == 1).update({"title": f"managed of {schema}"}, synchronize_session=False)
        return [product.title for product in db.query(Product).order_by(Product.id)]
