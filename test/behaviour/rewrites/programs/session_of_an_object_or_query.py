from sqlalchemy import inspect

from base import Product, SessionLocal, engine, text, use_schema


def offers_of(product):
    return inspect(product).session.execute(text("SELECT title FROM offers")).scalar()


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        products = db.query(Product).order_by(Product.id)
        return [offers_of(products.first()), products.session.execute(text("SELECT max(title) FROM offers")).scalar()]
