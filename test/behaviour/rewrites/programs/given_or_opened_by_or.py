from base import Product, SessionLocal, engine, text, use_schema


def work(schema, given=None):
    db = given or SessionLocal()
    set_path(db, schema)
    return [product.title for product in db.query(Product).order_by(Product.id)]


def run(schema):
    with SessionLocal() as given:
        return work(schema, given)
