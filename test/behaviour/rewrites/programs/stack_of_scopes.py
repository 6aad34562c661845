from contextlib import ExitStack, contextmanager

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


def run(schema):
    with ExitStack() as stack:
        db = stack.enter_context(session_scope())
        set_path(db, schema)
        db.query(Product).filter(Product.id == 1).one().title = f"stacked of {schema}"
