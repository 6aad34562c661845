from base import Product, SessionLocal, engine, text, use_schema


def run(schema):
    with SessionLocal() as db:
        db.execute(text(f"SET LOCAL search_path TO {schema}, user_2"))
        return [title for (title,) in db.query(Product.title).order_by(Product.id)]
