from sqlalchemy.sql import quoted_name

from base import Product, SessionLocal, engine, text, use_schema


def run(schema):
    with SessionLocal() as db:
        set_path(db, quoted_name(schema, False))
        return db.query(Product.title).order_by(Product.id).limit(1).scalar()
