# refused: holds
from sqlalchemy.orm import Session

from base import Product, SessionLocal, Tenant, engine, text, use_schema


def work(db: Session, schema: str):
    set_path(db, schema)
    db.query(Product).filter(Product.id == 1).update({"title": f"worked of {schema}"}, synchronize_session=False)
    db.commit()


def run(*schemas):
    with SessionLocal() as db:
        tenant = db.get(Tenant, "user_1")
        db.commit()
        for schema in schemas:
            work(db, schema)
            tenant.runs = 1
