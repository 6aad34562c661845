from base import Product, SessionLocal, Tenant, engine, text, use_schema


def run(*schemas):
    db = SessionLocal()
    tenant = db.get(Tenant, "user_1")
    db.commit()
    for schema in schemas:
        set_path(db, schema)
        db.query(Product).filter(Product.id == 1).update({"title": f"round of {schema}"}, synchronize_session=False)
        tenant.runs = (tenant.runs or 0) + 1
        db.commit()
    db.close()
