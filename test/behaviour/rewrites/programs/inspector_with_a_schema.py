from sqlalchemy import inspect

from base import Product, SessionLocal, engine, text, use_schema


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        inspector = inspect(db.connection())
        if schema not in inspector.get_schema_names():
            raise ValueError(schema)
        return [inspector.has_table("offers", schema=schema), db.query(Product).count()]
