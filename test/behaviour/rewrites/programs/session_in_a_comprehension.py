from base import Product, SessionLocal, engine, text, use_schema


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        return [title for session in (db,) for (title,) in session.execute(text("SELECT title FROM products ORDER BY id"))]
