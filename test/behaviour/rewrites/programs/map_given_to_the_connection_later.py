from sqlalchemy import select

from base import Product, engine, text, use_schema


def run(schema):
    with engine.connect() as connection:
        set_path(connection, schema)
        connection = connection.execution_options(schema_translate_map={"common": "public"})
        return list(connection.execute(select(Product.title).order_by(Product.id)).scalars())
