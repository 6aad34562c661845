from base import Product, SessionLocal, engine, text, use_schema


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        with db.no_autoflush as session:
            return [title for (title,) in session.execute(text("SELECT title FROM products ORDER BY id"))]
