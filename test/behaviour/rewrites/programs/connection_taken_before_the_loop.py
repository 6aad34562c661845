from sqlalchemy import select

from base import Product, SessionLocal, engine, text, use_schema


def run(*schemas):
    found = []
    db = SessionLocal()
    connection = db.connection()
    for schema in schemas:
        set_path(db, schema)
        found.append([title for (title,) in connection.execute(select(Product.title).order_by(Product.id))])
    db.close()
    return found
