from base import Product, SessionLocal, engine, text, use_schema


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        try:
            db.query(Product).filter(Product.id == 1).update({"title": f"first of {schema}"}, synchronize_session=False)
            raise ValueError(schema)
        except ValueError:
            db.rollback()
            set_path(db, schema)
            db.query(Product).filter(Product.id == 2).update({"title": f"second of {schema}"}, synchronize_session=False)
        db.commit()
