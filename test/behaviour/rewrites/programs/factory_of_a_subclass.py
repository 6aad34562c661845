"""A subclass opens its sessions in another way, which takes no bind."""
from sqlalchemy import text

from base import Product, SessionLocal, engine, use_schema


def marked():
    session = SessionLocal()
    session.info["marked"] = True
    return session


class Catalogue:
    open_session = SessionLocal

    def titles(self, schema):
        with self.open_session() as db:
            set_path(db, schema)
            return [len(db.info), *(product.title for product in db.query(Product).order_by(Product.id))]


class Marked(Catalogue):
    open_session = staticmethod(marked)


class Counting:
    open_counted = SessionLocal

    def count(self, schema):
        with self.open_counted() as db:
            set_path(db, schema)
            return db.query(Product).count()


class CountingMarked(Counting):
    def open_counted(self):
        return marked()


def run(schema):
    return Catalogue().titles(schema) + Marked().titles(schema) + [Counting().count(schema), CountingMarked().count(schema)]
