from contextlib import contextmanager

from base import Product, SessionLocal, Tenant, engine, text, use_schema


@contextmanager
def session_scope():
    """One transaction."""
    session = SessionLocal()
    try:
        session.query(Tenant).update({"runs": 7})
        yield session
        session.commit()
    except Exception:
        session.rollback()
        raise
    finally:
        session.close()


def run(schema):
    with session_scope() as db:
        set_path(db, schema)
        db.query(Product).filter(Product.id == 1).one().title = f"scoped of {schema}"
