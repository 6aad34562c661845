from base import Product, SessionLocal, engine, text, use_schema


def run(*schemas):
    with SessionLocal.begin() as db:
        for schema in schemas:
            set_path(db, schema)
            db.query(Product).filter(Product.id == 1).update({"title": f"begun of {schema}"}, synchronize_session=False)
