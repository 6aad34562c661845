from base import Product, SessionLocal, engine, text, use_schema


def work(schema, db=None):
    own = db is None
    if own:
        db = SessionLocal()
    set_path(db, schema)
    titles = [product.title for product in db.query(Product).order_by(Product.id)]
    if own:
        db.close()
    return titles


def run(schema):
    with SessionLocal() as given:
        return [work(schema), work(schema, given)]
