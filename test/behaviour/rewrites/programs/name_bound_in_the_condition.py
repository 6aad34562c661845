from base import Product, SessionLocal, Tenant, engine, text, use_schema


def run(schema):
    with SessionLocal() as db:
        if name := db.query(Tenant.name).filter(Tenant.name == schema).scalar():
            set_path(db, name)
            return [product.title for product in db.query(Product).order_by(Product.id)]
