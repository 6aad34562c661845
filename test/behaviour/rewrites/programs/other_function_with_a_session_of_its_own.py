from sqlalchemy import func, select

from base import Product, SessionLocal, Tenant, engine, text, use_schema


def count_tenants():
    with SessionLocal() as db:
        statement = text("SELECT count(*) FROM tenants")
        return db.execute(statement).scalar() + db.scalar(select(func.count(Tenant.name)).where(text("name IN (SELECT name FROM tenants)")))


def run(schema):
    count = count_tenants()
    with SessionLocal() as db:
        set_path(db, schema)
        return [count, *[product.title for product in db.query(Product).order_by(Product.id)]]
