from contextlib import contextmanager

import base
from base import Product, text, use_schema
from sqlalchemy.orm import sessionmaker


class Database:
    def __init__(self, engine):
        self._engine = base.engine
        self._factory = sessionmaker(self._engine, expire_on_commit=False)

    @property
    def engine(self):
        return self._engine

    @contextmanager
    def session(self):
        session = self._factory()
        try:
            yield session
        finally:
            session.close()

    @contextmanager
    def transaction(self):
        with self._factory.begin() as session:
            yield session

    def open(self):
        return self._factory()

    def titles(self, schema):
        with self.session() as db:
            set_path(db, schema)
            return [product.title for product in db.query(Product).order_by(Product.id)]


database = Database("unused")


def run(schema):
    with database.transaction() as db:
        set_path(db, schema)
        product = db.query(Product).filter(Product.id == 1).one()
        product.title = f"kept of {schema}"
    with database.open() as db:
        set_path(db, schema)
        db.query(Product).filter(Product.id == 2).one().title = f"second of {schema}"
        db.commit()
    with database.session() as db:
        set_path(db, schema)
        found = db.query(Product).order_by(Product.id).all()
    return [product.title, *(each.title for each in found), *database.titles(schema)]
