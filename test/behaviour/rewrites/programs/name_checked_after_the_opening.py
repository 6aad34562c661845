from base import Product, SessionLocal, engine, text, use_schema


def titles(user):
    db = SessionLocal()
    try:
        if user is None:
            return ["nobody"]
        set_path(db, user['schema'])
        return [product.title for product in db.query(Product).order_by(Product.id)]
    finally:
        db.close()


def run(schema):
    return titles({"schema": schema}) + titles(None)
