from functools import cached_property

import base
from base import Product, text, use_schema
from sqlalchemy.orm import sessionmaker


class Worker:
    @cached_property
    def bind(self):
        return base.engine

    @cached_property
    def open_session(self):
        return sessionmaker(self.bind, autoflush=False)

    def rename(self, schema):
        with self.open_session() as db:
            set_path(db, schema)
            db.query(Product).filter(Product.id == 1).one().title = f"kept of {schema}"
            db.commit()


def run(schema):
    Worker().rename(schema)
