from base import Product, SessionLocal, Tenant, engine, text, use_schema


def run(schema):
    with SessionLocal() as db:
        tenant = db.get(Tenant, schema)
        set_path(db, schema)
        db.query(Product).filter(Product.id == 1).update({"title": f"one of {tenant.name}"}, synchronize_session=False)
        tenant.runs = 7
        db.commit()
        return [tenant.runs]
