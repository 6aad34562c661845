from base import Product, engine, text, use_schema
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

nowhere = create_engine("postgresql://nobody@127.0.0.1:1/none")
Factory = sessionmaker(bind=nowhere)
Factory.configure(bind=engine)


def run(schema):
    with Factory() as db:
        set_path(db, schema)
        return [product.title for product in db.query(Product).order_by(Product.id)]
