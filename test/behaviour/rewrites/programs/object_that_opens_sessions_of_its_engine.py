from contextlib import contextmanager

import base
from base import Product, text, use_schema
from sqlalchemy.orm import Session


class Database:
    def __init__(self):
        self.engine = base.engine

    @contextmanager
    def session(self):
        with Session(self.engine) as session:
            yield session
            session.commit()


database = Database()


def run(*schemas):
    for schema in schemas:
        with database.session() as db:
            set_path(db, schema)
            db.query(Product).filter(Product.id == 1).one().title = f"kept of {schema}"
    with database.session() as db:
        for schema in schemas:
            set_path(db, schema)
            db.query(Product).filter(Product.id == 2).update({"title": f"round of {schema}"}, synchronize_session=False)
            db.commit()
