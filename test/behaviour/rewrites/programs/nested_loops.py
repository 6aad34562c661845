from base import Product, SessionLocal, engine, text, use_schema


def run(*schemas):
    db = SessionLocal()
    for schema in schemas:
        for key in (1, 2):
            set_path(db, schema)
            db.query(Product).filter(Product.id == key).update({"title": f"{key} of {schema}"}, synchronize_session=False)
            db.commit()
    db.close()
