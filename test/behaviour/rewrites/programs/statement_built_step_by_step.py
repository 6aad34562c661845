from sqlalchemy import select

from base import Product, SessionLocal, engine, text, use_schema


def run(schema, only=None):
    with SessionLocal() as db:
        set_path(db, schema)
        statement = select(Product.title)
        if only:
            statement = statement.where(Product.id == only)
        statement = statement.order_by(Product.id)
        return list(db.execute(statement).scalars())
