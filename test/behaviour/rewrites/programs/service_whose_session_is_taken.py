from base import Product, SessionLocal, engine, text, use_schema
from sqlalchemy.orm import Session


class Service:
    def __init__(self, db: Session):
        self.db = db

    def count(self):
        return self.db.query(Product).count()


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        service = Service(db)
        service.count()
        return [title for (title,) in service.db.execute(text("SELECT title FROM products ORDER BY id"))]
