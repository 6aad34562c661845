from base import Product, SessionLocal, engine, text, use_schema


def run(*schemas):
    found = []
    db = SessionLocal()
    for schema in schemas:
        set_path(db, schema)
        found.append([product.title for product in db.query(Product).order_by(Product.id)])
        db.close()
        db = SessionLocal()
    db.close()
    return found
