from base import Product, SessionLocal, engine, text, use_schema


def run(*schemas):
    kept = []
    db = SessionLocal()
    for schema in schemas:
        set_path(db, schema)
        kept.append(db.get(Product, 1))
        db.expunge_all()
    found = [product.title for product in kept]
    db.close()
    return found
