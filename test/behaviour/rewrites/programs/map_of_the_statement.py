from sqlalchemy import select

from base import Product, SessionLocal, engine, text, use_schema


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        statement = select(Product.title).order_by(Product.id)
        return list(db.execute(statement, execution_options={"schema_translate_map": {"common": "public"}}).scalars())
