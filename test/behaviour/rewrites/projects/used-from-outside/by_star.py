from sqlalchemy import text

from base import Product, SessionLocal


def titles(schema):
    with SessionLocal() as db:
        db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
        return [product.title for product in db.query(Product).order_by(Product.id)]
