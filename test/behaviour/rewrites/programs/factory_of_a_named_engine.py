import base
from sqlalchemy.orm import sessionmaker

from base import Product, text, use_schema

OwnSession = sessionmaker(bind=base.engine)


def run(schema):
    with OwnSession() as db:
        set_path(db, schema)
        db.query(Product).filter(Product.id == 1).one().title = f"own of {schema}"
        db.commit()
        set_path(db, schema)
        return [product.title for product in db.query(Product).order_by(Product.id)]
