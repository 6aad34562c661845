from base import Product, SessionLocal, engine, text, use_schema


def run(schema):
    db = SessionLocal()
    set_path(db, schema)
    product = db.get(Product, 1)
    if product is None:
        db.close()
        return None
    title = product.title
    db.close()
    return title
