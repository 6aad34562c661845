# refused: still resolves by search_path
from base import Product, SessionLocal, engine, text, use_schema


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        db.query(Product).count()
        return [db.execute(text("SELECT title || current_schema() FROM products ORDER BY id")).scalars().all()]
