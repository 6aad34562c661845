from base import Product, SessionLocal, engine, text, use_schema
from sqlalchemy.orm import Session


class Service:
    def __init__(self, db: Session):
        self.db = db

    def titles(self, schema):
        db = self.db
        set_path(db, schema)
        return [title for (title,) in self.db.query(Product.title).order_by(Product.id)]


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        db.query(Product).count()
        return Service(db).titles(schema)
