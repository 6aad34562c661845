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


def rename(schema, title):
    with session_scope() as db:
        set_path(db, schema)
        db.query(Product).filter(Product.id == 1).one().title = title
        db.flush()
        if title.startswith("wrong"):
            raise ValueError(title)


def run(schema):
    try:
        rename(schema, f"wrong of {schema}")
    except ValueError:
        rename(schema, f"right of {schema}")
