from base import Product, SessionLocal, engine, text, use_schema


def work(schema, given=None):
    db = SessionLocal() if given is None else given
    set_path(db, schema)
    return [product.title for product in db.query(Product).order_by(Product.id)]


def run(schema):
    with SessionLocal() as given:
        return work(schema, given)
