from base import Product, SessionLocal, Tenant, engine, text, use_schema


def run(schema):
    db = SessionLocal()
    try:
        tenant = db.get(Tenant, schema)
        if tenant is None:
            return []
        set_path(db, tenant.name)
        return [product.title for product in db.query(Product).order_by(Product.id)]
    finally:
        db.close()
