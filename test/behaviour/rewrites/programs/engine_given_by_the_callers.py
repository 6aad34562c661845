from base import Product, engine, text, use_schema
from sqlalchemy.orm import Session


def rename(bind, schema):
    with Session(bind) as db:
        set_path(db, schema)
        db.query(Product).filter(Product.id == 1).one().title = f"kept of {schema}"
        db.commit()


class Report:
    def __init__(self, bind):
        self.bind = bind

    def titles(self, schema):
        with Session(self.bind, expire_on_commit=False) as db:
            set_path(db, schema)
            return [product.title for product in db.query(Product).order_by(Product.id)]


def run(schema):
    rename(engine, schema)
    return Report(engine).titles(schema)
