from base import Product, SessionLocal, engine, text, use_schema


def run(schema):
    with SessionLocal() as db:
        db.add(Product(id=3, title=f"three of {schema}"))
        set_path(db, schema)
        db.commit()
