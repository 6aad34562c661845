from base import Product, SessionLocal, engine, text, use_schema


def run(*schemas):
    with SessionLocal() as db:
        for schema in schemas[:1]:
            product = Product(id=3, title=f"three of {schema}")
            db.add(product)
            set_path(db, schema)
            db.commit()
