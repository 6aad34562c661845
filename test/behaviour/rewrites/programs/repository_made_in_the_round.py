from base import Product, SessionLocal, engine, text, use_schema


class Products:
    def __init__(self, db):
        self.db = db

    def titles(self):
        return [title for (title,) in self.db.query(Product.title).order_by(Product.id)]


def run(*schemas):
    found = []
    db = SessionLocal()
    for schema in schemas:
        set_path(db, schema)
        found.append(Products(db).titles())
    db.close()
    return found
