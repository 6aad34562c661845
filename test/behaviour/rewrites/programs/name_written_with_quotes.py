from base import Product, SessionLocal, engine, text, use_schema


def run(schema):
    quoted = '"' + schema + '"'
    with SessionLocal() as db:
        set_path(db, quoted)
        return [product.title for product in db.query(Product).order_by(Product.id)]
