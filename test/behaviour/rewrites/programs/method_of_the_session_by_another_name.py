from base import Product, SessionLocal, engine, text, use_schema


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        ask = db.execute
        return [title for (title,) in ask(text("SELECT title FROM products ORDER BY id"))]
