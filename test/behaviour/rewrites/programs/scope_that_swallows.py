from contextlib import contextmanager

from base import Product, SessionLocal, engine, text, use_schema


@contextmanager
def session_scope():
    """One transaction."""
    session = SessionLocal()
    try:
        yield session
        session.commit()
    except Exception:
        session.rollback()
    finally:
        session.close()


def run(schema):
    with session_scope() as db:
        set_path(db, schema)
        db.query(Product).filter(Product.id == 1).one().title = f"lost of {schema}"
        db.flush()
        raise ValueError(schema)
    with session_scope() as db:
        set_path(db, schema)
        return [product.title for product in db.query(Product).order_by(Product.id)]
