from contextvars import ContextVar

from base import Product, SessionLocal, engine, text, use_schema

current = ContextVar("current", default="public")


def run(schema):
    db = SessionLocal()
    current.set(schema)
    set_path(db, current.get())
    titles = [product.title for product in db.query(Product).order_by(Product.id)]
    db.close()
    return titles
