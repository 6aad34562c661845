# refused: has a value inside of one expression only
from sqlalchemy.orm import Session

from base import Product, SessionLocal, engine, text, use_schema


def titles(db: Session, schema: str) -> list[str]:
    set_path(db, schema)
    return [title for (title,) in db.query(Product.title).order_by(Product.id)]


def run(*schemas):
    with SessionLocal() as db:
        return [titles(db, schema) for schema in schemas]
