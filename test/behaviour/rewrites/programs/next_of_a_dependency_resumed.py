"""The generator is asked once more, and what stands behind its `yield` runs."""
from base import Product, SessionLocal, engine, text, use_schema


def get_db():
    db = SessionLocal()
    try:
        yield db
        db.commit()
    finally:
        db.close()


def run(schema):
    sessions = get_db()
    db = next(sessions)
    set_path(db, schema)
    db.query(Product).filter(Product.id == 1).one().title = f"kept of {schema}"
    next(sessions, None)
