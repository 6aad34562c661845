from contextlib import contextmanager

from base import Product, SessionLocal, engine, text, use_schema


@contextmanager
def session_scope(**kwargs):
    """One transaction."""
    session = SessionLocal(**kwargs)
    try:
        yield session
        session.commit()
    except Exception:
        session.rollback()
        raise
    finally:
        session.close()


def run(schema):
    with session_scope(expire_on_commit=False) as db:
        set_path(db, schema)
        found = db.query(Product).order_by(Product.id).all()
    return [product.title for product in found]
