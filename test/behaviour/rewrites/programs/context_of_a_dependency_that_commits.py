from contextlib import contextmanager

from base import Product, SessionLocal, engine, text, use_schema


def get_db():
    db = SessionLocal()
    try:
        yield db
        db.commit()
    except Exception:
        db.rollback()
        raise
    finally:
        db.close()


def run(schema):
    with contextmanager(get_db)() as db:
        set_path(db, schema)
        db.query(Product).filter(Product.id == 1).one().title = f"managed of {schema}"
