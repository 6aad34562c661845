from base import Product, SessionLocal, engine, text, use_schema


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        product = db.get(Product, 1)
        product.title = f"changed of {schema}"
        db.commit()
        set_path(db, schema)
        return [product.title, [offer.title for offer in product.offers]]
