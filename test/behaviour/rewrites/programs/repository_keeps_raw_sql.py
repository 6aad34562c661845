from base import Product, SessionLocal, engine, text, use_schema


class Products:
    def __init__(self, db):
        self.db = db

    def titles(self):
        return [title for (title,) in self.db.execute(text("SELECT title FROM products ORDER BY id"))]


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        db.query(Product).count()
        return Products(db).titles()
