from base import Product, engine, text, use_schema
from sqlalchemy.orm import Session


def run(schema):
    with Session(engine) as db:
        set_path(db, schema)
        db.query(Product).filter(Product.id == 1).one().title = f"opened of {schema}"
        db.commit()
        set_path(db, schema)
        return [product.title for product in db.query(Product).order_by(Product.id)]
