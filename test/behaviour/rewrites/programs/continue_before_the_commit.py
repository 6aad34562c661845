from base import Product, SessionLocal, engine, text, use_schema


def run(*schemas):
    db = SessionLocal()
    for schema in schemas:
        set_path(db, schema)
        db.query(Product).filter(Product.id == 1).update({"title": f"round of {schema}"}, synchronize_session=False)
        if schema == "user_1":
            continue
        db.commit()
    db.close()
