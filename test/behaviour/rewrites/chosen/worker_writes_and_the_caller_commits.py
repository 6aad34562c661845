# fix: Open the session for the tenant where `work` is called
from sqlalchemy.orm import Session

from base import Product, SessionLocal, engine, text, use_schema


def work(db: Session, schema: str):
    set_path(db, schema)
    db.query(Product).filter(Product.id == 1).update({"title": f"worked of {schema}"}, synchronize_session=False)


def run(*schemas):
    with SessionLocal() as db:
        for schema in schemas:
            work(db, schema)
            db.commit()
