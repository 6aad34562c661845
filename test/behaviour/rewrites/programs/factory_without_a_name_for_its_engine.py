from base import Product, text, use_schema
import base
from sqlalchemy.orm import sessionmaker


def make_engine():
    return base.engine


Session = sessionmaker(bind=make_engine(), autoflush=False)


def run(*schemas):
    with Session() as db:
        for schema in schemas:
            set_path(db, schema)
            db.query(Product).filter(Product.id == 1).update({"title": f"round of {schema}"}, synchronize_session=False)
            db.commit()
    with Session(expire_on_commit=False) as db:
        set_path(db, schemas[0])
        return [db.get(Product, 1).title]
