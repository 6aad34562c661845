from base import Product, SessionLocal, Tenant, engine, text, use_schema


def run(*schemas):
    with SessionLocal() as db:
        for schema in schemas:
            if schema:
                db.query(Tenant).filter(Tenant.name == schema).update({"runs": 1}, synchronize_session=False)
            set_path(db, schema)
            db.query(Product).filter(Product.id == 1).update({"title": f"round of {schema}"}, synchronize_session=False)
            db.rollback()
        db.commit()
