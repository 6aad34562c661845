"""The object opens its sessions in a way of its own, and takes no bind."""
from contextlib import contextmanager

import base
from base import Product, text, use_schema
from sqlalchemy.orm import sessionmaker


class Database:
    def __init__(self):
        self.engine = base.engine
        self.factory = sessionmaker(self.engine)

    @contextmanager
    def session(self):
        with self.factory() as session:
            yield session

    def titles(self, schema):
        with self.session() as db:
            set_path(db, schema)
            return [product.title for product in db.query(Product).order_by(Product.id)]


class Counting(Database):
    opened = 0

    @contextmanager
    def session(self):
        self.opened += 1
        with super().session() as session:
            yield session


def titles(database: Database, schema):
    with database.session() as db:
        set_path(db, schema)
        return [product.title for product in db.query(Product).order_by(Product.id)]


def run(schema):
    counting = Counting()
    return [*titles(counting, schema), *counting.titles(schema), counting.opened]
