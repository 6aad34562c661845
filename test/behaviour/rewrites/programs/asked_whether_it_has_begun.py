from sqlalchemy import update

from base import Product, SessionLocal, engine, text, use_schema


def write(db, schema):
    outer = db.in_transaction()
    db.execute(update(Product).where(Product.id == 1).values(title=f"kept of {schema}"))
    if not outer:
        db.rollback()


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        write(db, schema)
        db.commit()
