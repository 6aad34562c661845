"""Another method of the service runs raw SQL, and it is called by the one that is."""
from base import Product, SessionLocal, engine, text, use_schema
from sqlalchemy.orm import Session


class Service:
    def __init__(self, db: Session):
        self.db = db

    def titles(self):
        return self._titles()

    def _titles(self):
        return [title for (title,) in self.db.execute(text("SELECT title FROM products ORDER BY id"))]


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        return Service(db).titles()
