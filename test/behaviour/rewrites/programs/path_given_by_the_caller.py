from base import Product, SessionLocal, engine, text, use_schema


def titles(path):
    with SessionLocal() as db:
        set_path(db, path)
        return [product.title for product in db.query(Product).order_by(Product.id)]


def run(schema):
    return titles(f"{schema}, pg_catalog")
