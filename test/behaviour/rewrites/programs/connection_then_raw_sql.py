from sqlalchemy import select

from base import Product, engine, text, use_schema


def run(schema):
    with engine.begin() as connection:
        set_path(connection, schema)
        found = connection.execute(select(Product.title).order_by(Product.id)).scalars().all()
        return found + connection.exec_driver_sql("SELECT title FROM products ORDER BY id").scalars().all()
