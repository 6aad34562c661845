from sqlalchemy import update

from base import Product, SessionLocal, engine, text, use_schema


def write(db, schema):
    db.execute(update(Product).where(Product.id == 1).values(title=f"written of {schema}"))


def run(*schemas):
    db = SessionLocal()
    for schema in schemas: use_schema(db, schema); write(db, schema); db.commit()
    db.close()
