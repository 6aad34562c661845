from base import Product, SessionLocal, Tenant, engine, text, use_schema


def tenant_names(db):
    return [tenant.name for tenant in db.query(Tenant).order_by(Tenant.name).all()]


def run(*schemas):
    db = SessionLocal()
    try:
        names = tenant_names(db)
        db.commit()
        for schema in names:
            set_path(db, schema)
            db.query(Product).filter(Product.id == 1).update({"title": f"{names.index(schema)} of {schema}"}, synchronize_session=False)
            db.commit()
    finally:
        db.close()
