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
    for schema in schemas:
        with session_scope() as db:
            set_path(db, schema)
            db.add(Product(id=77, title=f"scoped of {schema}"))
