from base import Product, SessionLocal, engine, text, use_schema


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        db.query(Product).count()
        return [title for (title,) in db.connection().execute(text("SELECT title FROM products ORDER BY id"))]
