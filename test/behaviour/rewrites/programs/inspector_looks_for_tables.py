from sqlalchemy import inspect

from base import Product, SessionLocal, engine, text, use_schema


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        db.execute(text(f"CREATE TABLE {schema}.drafts (id int primary key)"))
        inspector = inspect(db.connection())
        return [inspector.has_table("drafts"), db.query(Product).count()]
