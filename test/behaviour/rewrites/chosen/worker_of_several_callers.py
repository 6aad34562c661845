# fix: Open the session for the tenant where `titles` is called
from sqlalchemy.orm import Session

from base import Product, SessionLocal, engine, text, use_schema


def titles(db: Session, number: int) -> list[str]:
    schema = f"user_{number}"
    set_path(db, schema)
    return [title for (title,) in db.query(Product.title).order_by(Product.id)]


def one(number):
    db = SessionLocal()
    try:
        return titles(db, number)
    finally:
        db.close()


def both():
    found = []
    with SessionLocal() as db:
        for number in (1, 2):
            found.append(titles(db, number))
    return found


def run(*schemas):
    return [[one(1), one(1)], [one(2), both()[1]]]
