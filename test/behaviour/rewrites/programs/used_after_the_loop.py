from base import Product, SessionLocal, engine, text, use_schema


def run(*schemas):
    with SessionLocal() as db:
        for schema in schemas:
            set_path(db, schema)
            db.query(Product).filter(Product.id == 1).update({"title": f"round of {schema}"}, synchronize_session=False)
            if schema != schemas[-1]:
                db.commit()
        db.query(Product).filter(Product.id == 2).update({"title": f"last of {schema}"}, synchronize_session=False)
        db.commit()
