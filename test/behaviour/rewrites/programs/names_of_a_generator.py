"""The function goes on reading while the rounds run."""
from typing import Iterator

from base import Product, SessionLocal, Tenant, engine, text, use_schema


def tenant_names(db) -> Iterator[str]:
    for tenant in db.query(Tenant).order_by(Tenant.name).all():
        yield tenant.name


def run(*schemas):
    with SessionLocal() as db:
        for schema in tenant_names(db):
            set_path(db, schema)
            db.query(Product).filter(Product.id == 1).update({"title": f"round of {schema}"}, synchronize_session=False)
            db.commit()
