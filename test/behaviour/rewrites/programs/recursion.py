from base import Product, SessionLocal, engine, text, use_schema


def run(*schemas):
    if not schemas:
        return []
    schema, *rest = schemas
    db = SessionLocal()
    set_path(db, schema)
    found = [title for (title,) in db.query(Product.title).order_by(Product.id)]
    db.close()
    return [found, *run(*rest)]
