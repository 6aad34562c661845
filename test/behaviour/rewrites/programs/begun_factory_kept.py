from base import Product, SessionLocal, engine, text, use_schema


def run(schema):
    begun = SessionLocal.begin()
    with begun as db:
        set_path(db, schema)
        db.query(Product).filter(Product.id == 1).one().title = f"begun of {schema}"
