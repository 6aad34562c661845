from base import Product, SessionLocal, engine, text, use_schema


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        nested = db.begin_nested()
        db.query(Product).filter(Product.id == 1).update({"title": "gone"}, synchronize_session=False)
        nested.rollback()
        db.query(Product).filter(Product.id == 2).update({"title": f"kept of {schema}"}, synchronize_session=False)
        db.commit()
