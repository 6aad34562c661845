from base import Product, SessionLocal, engine, text, use_schema


def get_db():
    """A session for the request."""
    db = SessionLocal()
    try:
        yield db
    finally:
        db.close()


def run(schema):
    db = next(get_db())
    set_path(db, schema)
    db.query(Product).filter(Product.id == 1).update({"title": f"changed in {schema}"}, synchronize_session=False)
    db.commit()
    set_path(db, schema)
    titles = [product.title for product in db.query(Product).order_by(Product.id)]
    db.close()
    return titles
