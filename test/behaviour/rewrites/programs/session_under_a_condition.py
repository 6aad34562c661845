from base import Product, SessionLocal, engine, text, use_schema


def titles(schema, given=None):
    with SessionLocal() as db:
        set_path(db, schema)
        session = given or db
        return [title for (title,) in session.execute(text("SELECT title FROM products ORDER BY id"))]


def run(schema):
    return titles(schema)
