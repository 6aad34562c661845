from sqlalchemy import select

from base import Product, SessionLocal, engine, text, use_schema


def run(*schemas):
    found = []
    db = SessionLocal()
    for schema in schemas:
        set_path(db, schema)
        connection = db.connection()
        found.append([title for (title,) in connection.execute(select(Product.title).order_by(Product.id))])
    db.close()
    return found
