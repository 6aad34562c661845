from base import Product, SessionLocal, engine, text, use_schema


def run(schema):
    db = SessionLocal()

    def titles():
        return [title for (title,) in db.execute(text("SELECT title FROM products ORDER BY id"))]

    set_path(db, schema)
    db.query(Product).count()
    found = titles()
    db.close()
    return found
