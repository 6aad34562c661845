from sqlalchemy import literal_column, select

from base import Product, SessionLocal, engine, text, use_schema


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        return [title for (title,) in db.execute(select(literal_column("(SELECT min(title) FROM products)")).select_from(Product).limit(1))]
