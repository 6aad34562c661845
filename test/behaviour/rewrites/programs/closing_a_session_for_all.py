from contextlib import closing

from base import Product, SessionLocal, engine, text, use_schema


def run(*schemas):
    with closing(SessionLocal()) as db:
        for schema in schemas:
            set_path(db, schema)
            db.query(Product).filter(Product.id == 1).one().title = f"closed of {schema}"
            db.commit()
