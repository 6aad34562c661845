from base import Product, SessionLocal, engine, text, use_schema


def run(*schemas):
    with SessionLocal() as db:
        for schema in schemas:
            set_path(db, schema)
            db.query(Product.title).all()
        return [title for (title,) in db.query(Product.title).order_by(Product.id)]
