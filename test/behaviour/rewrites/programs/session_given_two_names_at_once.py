import threading

from base import Product, SessionLocal, engine, text, use_schema

local = threading.local()


def first_offer():
    return local.db.execute(text("SELECT title FROM offers")).scalar()


def run(schema):
    local.db = db = SessionLocal()
    set_path(db, schema)
    titles = [db.query(Product).order_by(Product.id).first().title, first_offer()]
    db.close()
    return titles
