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
        raise
    finally:
        session.close()


def run(*schemas):
    with session_scope() as db:
        for schema in schemas:
            set_path(db, schema)
            db.query(Product).filter(Product.id == 1).update({"title": f"round of {schema}"}, synchronize_session=False)
