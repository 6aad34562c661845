from sqlalchemy import update

from base import Product, SessionLocal, engine, text, use_schema


def run(schema):
    db = SessionLocal()
    set_path(db, schema)
    transaction = db.get_transaction()
    db.execute(update(Product).where(Product.id == 1).values(title=f"kept of {schema}"))
    transaction.commit()
    db.close()
