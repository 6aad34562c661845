from base import Product, SessionLocal, engine, text, use_schema


def run(*schemas):
    db = SessionLocal()
    for schema in schemas:
        set_path(db, schema)
        db.query(Product).filter(Product.id == 1).update({"title": f"first of {schema}"}, synchronize_session=False)
        db.commit()
        set_path(db, schema)
        db.query(Product).filter(Product.id == 2).update({"title": f"second of {schema}"}, synchronize_session=False)
    db.commit()
    db.close()
