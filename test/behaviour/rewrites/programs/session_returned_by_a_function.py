from base import Product, SessionLocal, engine, text, use_schema


def get_session():
    """A session of its own."""
    session = SessionLocal()
    return session


def run(schema):
    db = get_session()
    try:
        set_path(db, schema)
        db.query(Product).filter(Product.id == 1).one().title = f"returned of {schema}"
        db.commit()
        set_path(db, schema)
        return [product.title for product in db.query(Product).order_by(Product.id)]
    finally:
        db.close()
