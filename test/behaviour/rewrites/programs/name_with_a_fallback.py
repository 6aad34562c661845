from base import Product, SessionLocal, engine, text, use_schema


def work(schema):
    name = schema
    if not name:
        name = "public"
    with SessionLocal() as db:
        set_path(db, name)
        return [product.title for product in db.query(Product).filter(Product.id == 1)]


def run(schema):
    return work(schema)
