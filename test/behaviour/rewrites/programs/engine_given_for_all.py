from base import Product, engine, text, use_schema
from sqlalchemy.orm import Session


def rename_all(bind, schemas):
    with Session(bind) as db:
        for schema in schemas:
            set_path(db, schema)
            db.query(Product).filter(Product.id == 1).update({"title": f"round of {schema}"}, synchronize_session=False)
            db.commit()


def run(*schemas):
    rename_all(engine, schemas)
