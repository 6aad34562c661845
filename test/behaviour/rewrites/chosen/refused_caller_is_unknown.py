# refused: may have callers that the project does not show
from sqlalchemy.orm import Session

from base import Product, SessionLocal, engine, text, use_schema


def work(db: Session, schema: str):
    set_path(db, schema)
    return [title for (title,) in db.query(Product.title).order_by(Product.id)]


JOBS = {"work": work}


def run(schema):
    with SessionLocal() as db:
        return JOBS["work"](db, schema) + work(db, schema)
