from sqlalchemy import and_, text

from base import Product, SessionLocal, engine, use_schema


def run(schema):
    conditions = [Product.id > 0]
    conditions.append(text("id IN (SELECT product_id FROM offers WHERE title LIKE '%user%')"))
    with SessionLocal() as db:
        set_path(db, schema)
        return [product.title for product in db.query(Product).filter(and_(*conditions))]
