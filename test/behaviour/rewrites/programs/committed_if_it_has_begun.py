from sqlalchemy import update

from base import Product, SessionLocal, engine, text, use_schema


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        db.execute(update(Product).where(Product.id == 1).values(title=f"kept of {schema}"))
        if db.in_transaction():
            db.commit()
