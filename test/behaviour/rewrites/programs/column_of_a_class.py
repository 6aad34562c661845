from sqlalchemy import literal_column, select

from base import Product, SessionLocal, engine, text, use_schema


class Columns:
    offer = literal_column("(SELECT max(title) FROM offers)").label("offer")


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        return [tuple(row) for row in db.execute(select(Product.title, Columns.offer).order_by(Product.id))]
