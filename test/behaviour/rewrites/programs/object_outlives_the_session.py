from base import Product, SessionLocal, engine, text, use_schema


def load(schema):
    db = SessionLocal()
    set_path(db, schema)
    return db.get(Product, 1)


def run(schema):
    product = load(schema)
    return [offer.title for offer in product.offers]
