from base import Product, SessionLocal, engine, text, use_schema


def get_db():
    db = SessionLocal()
    db.info["name"] = "worker"
    try:
        yield db
    finally:
        db.close()


def run(schema):
    db = next(get_db())
    set_path(db, schema)
    titles = [f"{db.info['name']}: {product.title}" for product in db.query(Product).order_by(Product.id)]
    db.close()
    return titles
