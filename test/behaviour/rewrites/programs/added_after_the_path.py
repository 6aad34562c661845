from base import Offer, Product, SessionLocal, engine, text, use_schema


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        product = Product(id=3, title=f"three of {schema}", offers=[Offer(id=9, title=f"nine of {schema}")])
        db.add(product)
        db.commit()
