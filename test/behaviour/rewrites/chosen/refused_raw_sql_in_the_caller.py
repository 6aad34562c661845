# refused: still resolves by search_path
from sqlalchemy.orm import Session

from base import Product, SessionLocal, engine, text, use_schema


def work(db: Session, schema: str):
    set_path(db, schema)
    return [title for (title,) in db.query(Product.title).order_by(Product.id)]


def run(schema):
    with SessionLocal() as db:
        titles = work(db, schema)
        return titles + [title for (title,) in db.execute(text("SELECT title FROM products ORDER BY id"))]
