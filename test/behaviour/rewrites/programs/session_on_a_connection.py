from sqlalchemy.orm import Session

from base import Product, engine, text, use_schema


def run(schema):
    with engine.connect() as connection:
        set_path(connection, schema)
        db = Session(bind=connection)
        return [title for (title,) in db.query(Product.title).order_by(Product.id)]
