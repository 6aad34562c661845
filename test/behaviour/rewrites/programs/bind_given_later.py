from base import Product, SessionLocal, engine, text, use_schema


def run(schema):
    with SessionLocal() as db:
        db.bind = engine
        set_path(db, schema)
        return [product.title for product in db.query(Product).order_by(Product.id)]
