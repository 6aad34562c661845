from base import Product, SessionLocal, engine, text, use_schema


def run(schema):
    name = "public"

    def choose():
        nonlocal name
        name = schema

    with SessionLocal() as db:
        choose()
        set_path(db, name)
        return [product.title for product in db.query(Product).order_by(Product.id)]
