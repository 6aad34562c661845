from base import Product, SessionLocal, engine, text, use_schema


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        query = db.query(Product)
        return [title for (title,) in query.session.execute(text("SELECT title FROM products ORDER BY id"))]
