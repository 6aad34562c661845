from contextlib import contextmanager

from base import Product, SessionLocal, engine, text, use_schema


def tenant_db(schema):
    db = SessionLocal()
    set_path(db, schema)
    return db


@contextmanager
def tenant_scope(schema):
    db = SessionLocal()
    try:
        set_path(db, schema)
        yield db
        db.commit()
    finally:
        db.close()


def rename(db, schema):
    db.query(Product).filter(Product.id == 1).update({"title": f"changed of {schema}"}, synchronize_session=False)


def run(schema):
    with tenant_scope(schema) as db:
        rename(db, schema)
    db = tenant_db(schema)
    titles = [product.title for product in db.query(Product).order_by(Product.id)]
    db.close()
    return titles
