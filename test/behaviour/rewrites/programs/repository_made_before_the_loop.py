from base import Product, SessionLocal, engine, text, use_schema


class Products:
    def __init__(self, db):
        self.db = db

    def titles(self):
        return [title for (title,) in self.db.query(Product.title).order_by(Product.id)]


def run(*schemas):
    found = []
    db = SessionLocal()
    products = Products(db)
    for schema in schemas:
        set_path(db, schema)
        found.append(products.titles())
    db.close()
    return found
