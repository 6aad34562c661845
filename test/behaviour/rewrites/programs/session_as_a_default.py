from base import Product, SessionLocal, engine, text, use_schema


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)

        def titles(session=db):
            return [title for (title,) in session.execute(text("SELECT title FROM products ORDER BY id"))]

        return titles()
