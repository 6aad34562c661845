from base import Product, SessionLocal, engine, text, use_schema
from sqlalchemy.orm import Session


def titles_of(service):
    return [title for (title,) in service.db.execute(text("SELECT title FROM products ORDER BY id"))]


class Service:
    def __init__(self, db: Session):
        self.db = db

    def titles(self):
        return titles_of(self)


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        return Service(db).titles()
