from contextlib import contextmanager
from typing import Iterator

from base import Product, engine, text, use_schema
from sqlalchemy.orm import Session


@contextmanager
def committing():
    with Session(engine) as session:
        yield session
        session.commit()


@contextmanager
def tried(autoflush: bool = True) -> Iterator[Session]:
    session = Session(engine, autoflush=autoflush, expire_on_commit=False)
    try:
        yield session
        session.commit()
    except Exception:
        session.rollback()
        raise
    finally:
        session.close()


def run(schema):
    with committing() as db:
        set_path(db, schema)
        db.query(Product).filter(Product.id == 1).one().title = f"kept of {schema}"
    with tried(autoflush=False) as db:
        set_path(db, schema)
        products = db.query(Product).order_by(Product.id).all()
        products[1].title = f"second of {schema}"
    with committing() as db:
        tenants = db.execute(text("SELECT count(*) FROM public.tenants")).scalar()
    return [tenants, *(product.title for product in products)]
