from base import Product, SessionLocal, Tenant, engine, text, use_schema


def run(*schemas):
    db = SessionLocal()
    for schema in schemas:
        set_path(db, schema)
        same = db
        same.query(Product).filter(Product.id == 1).update({"title": f"round of {schema}"}, synchronize_session=False)
        same.commit()
    same.query(Tenant).update({"runs": 1}, synchronize_session=False)
    db.commit()
    db.close()
