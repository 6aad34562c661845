from contextlib import contextmanager


@contextmanager
def session_scope():
    from base import SessionLocal

    session = SessionLocal()
    try:
        yield session
    finally:
        session.close()


def run(schema):
    from base import Product, text, use_schema

    with session_scope() as db:
        set_path(db, schema)
        db.query(Product).filter(Product.id == 1).one().title = f"late of {schema}"
        db.commit()
    with session_scope() as db:
        set_path(db, schema)
        return [product.title for product in db.query(Product).order_by(Product.id)]
