from base import Product, SessionLocal, engine, text, use_schema

current = None


def titles():
    return [title for (title,) in current.execute(text("SELECT title FROM products ORDER BY id"))]


def run(schema):
    global current
    with SessionLocal() as db:
        set_path(db, schema)
        current = db
        return titles()
