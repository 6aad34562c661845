from base import Product, SessionLocal, engine, text, use_schema


def titles(schema, condition, again):
    with SessionLocal() as db:
        set_path(db, schema)
        found = [product.title for product in db.query(Product).filter(condition)]
    return found + (more(schema, condition, again) if again else [])


def more(schema, condition, again):
    return titles(schema, condition, again - 1)


def run(schema):
    return titles(schema, Product.id > 1, 1)
