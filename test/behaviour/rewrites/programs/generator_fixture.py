from base import Product, SessionLocal, engine, text, use_schema


def sessions(schema):
    db = SessionLocal()
    set_path(db, schema)
    yield db
    db.rollback()
    db.close()


def run(schema):
    for db in sessions(schema):
        return [product.title for product in db.query(Product).order_by(Product.id)]
