from base import Product, SessionLocal, engine, text, use_schema


def run(*schemas):
    kept = []
    db = SessionLocal()
    for schema in schemas[:1]:
        set_path(db, schema)
        kept.append(db.get(Product, 1))
    found = [[offer.title for offer in product.offers] for product in kept]
    db.close()
    return found
