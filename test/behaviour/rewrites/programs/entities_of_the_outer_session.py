from base import Product, SessionLocal, Tenant, engine, text, use_schema


def run(*schemas):
    db = SessionLocal()
    tenants = db.query(Tenant).order_by(Tenant.name).all()
    db.commit()
    for tenant in tenants:
        schema = tenant.name
        set_path(db, schema)
        db.query(Product).filter(Product.id == 1).update({"title": f"round of {schema}"}, synchronize_session=False)
        tenant.runs = 1
        db.commit()
    db.close()
