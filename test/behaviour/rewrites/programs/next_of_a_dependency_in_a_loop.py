from base import Product, SessionLocal, engine, text, use_schema


def get_db():
    with SessionLocal() as session:
        yield session


def run(*schemas):
    titles = []
    for schema in schemas:
        db = next(get_db())
        set_path(db, schema)
        titles += [product.title for product in db.query(Product).order_by(Product.id)]
        db.close()
    return titles
