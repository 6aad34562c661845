from base import Product, SessionLocal, engine, text, use_schema


def run(*schemas):
    found = []
    for schema in schemas:
        db = SessionLocal()
        set_path(db, schema)
        found.append([product.title for product in db.query(Product).order_by(Product.id)])
        db.close()
    return found
