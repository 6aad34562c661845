from contextlib import contextmanager

from base import Product, SessionLocal, engine, text, use_schema


def get_db():
    db = SessionLocal()
    try:
        yield db
    except Exception:
        db.rollback()
        raise
    finally:
        db.close()


get_db_context = contextmanager(get_db)


def run(schema):
    with get_db_context() as db:
        set_path(db, schema)
        db.query(Product).filter(Product.id == 1).one().title = f"managed of {schema}"
        db.commit()
        set_path(db, schema)
        return [product.title for product in db.query(Product).order_by(Product.id)]
