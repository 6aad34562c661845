from base import Product, engine, text, use_schema
from sqlalchemy.orm import Session


def get_engine():
    return engine


def run(*schemas):
    with Session(get_engine()) as db:
        for schema in schemas:
            set_path(db, schema)
            db.query(Product).filter(Product.id == 1).update({"title": f"asked of {schema}"}, synchronize_session=False)
            db.commit()
