from base import Product, SessionLocal, engine, text, use_schema


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        db.query(Product).count()
        cursor = db.connection().connection.cursor()
        cursor.execute("SELECT title FROM products ORDER BY id")
        return [title for (title,) in cursor.fetchall()]
