from base import Product, SessionLocal, engine, text, use_schema


def run(*schemas):
    found = []
    db = SessionLocal()
    same = db
    for schema in schemas:
        set_path(db, schema)
        found.append([title for (title,) in same.query(Product.title).order_by(Product.id)])
    db.close()
    return found
