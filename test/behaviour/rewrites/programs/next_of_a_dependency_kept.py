from base import Product, SessionLocal, engine, text, use_schema


def get_db():
    db = SessionLocal()
    try:
        yield db
    finally:
        db.close()


def run(schema):
    sessions = get_db()
    db = next(sessions)
    set_path(db, schema)
    titles = [product.title for product in db.query(Product).order_by(Product.id)]
    sessions.close()
    return titles
