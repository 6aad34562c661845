# fix: Open the session for the tenant where `work` is called
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy.orm import Session

from base import Product, SessionLocal, engine, text, use_schema


def work(db: Session, schema: str):
    set_path(db, schema)
    return [title for (title,) in db.query(Product.title).order_by(Product.id)]


def in_thread(schema):
    with SessionLocal() as db:
        return work(db, schema)


def run(*schemas):
    with ThreadPoolExecutor(max_workers=2) as executor:
        return list(executor.map(in_thread, schemas))
