from types import SimpleNamespace

from base import Product, SessionLocal, engine, text, use_schema


def titles(db):
    return [product.title for product in db.query(Product).order_by(Product.id)]


def run(schema):
    tenant = SimpleNamespace(schema=schema)
    with SessionLocal() as db:
        db.execute(text(f"SET LOCAL search_path TO {schema:.5}{schema[-1]}, public"))
        found = titles(db)
    with SessionLocal() as db:
        db.execute(text("SET LOCAL search_path TO user_%.1d, public" % int(schema[-1])))
        found += titles(db)
    with SessionLocal() as db:
        db.execute(text("SET LOCAL search_path TO {tenant.schema}, public".format(tenant=tenant)))
        return found + titles(db)
