from base import Product, SessionLocal, engine, text, use_schema


def run(*schemas):
    found = []
    db = SessionLocal()
    products = db.query(Product.title).order_by(Product.id)
    for schema in schemas:
        set_path(db, schema)
        found.append([title for (title,) in products])
    db.close()
    return found
