from base import Product, SessionLocal, engine, text, use_schema


def run(*schemas):
    schema = schemas[0]
    with SessionLocal() as db:
        set_path(db, schema)
        found = [[title for (title,) in db.query(Product.title).order_by(Product.id)]]
        schema = schemas[1]
        set_path(db, schema)
        found.append([title for (title,) in db.query(Product.title).order_by(Product.id)])
    return found
