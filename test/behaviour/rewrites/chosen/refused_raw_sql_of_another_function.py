# refused: still resolves by search_path
from base import Product, SessionLocal, engine, text, use_schema


def titles(db):
    return [title for (title,) in db.execute(text("SELECT title FROM products ORDER BY id"))]


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        db.query(Product).count()
        return titles(db)
