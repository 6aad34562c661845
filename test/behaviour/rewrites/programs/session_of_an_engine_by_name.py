from base import Product, engine, text, use_schema
from sqlalchemy import orm


def run(schema):
    db = orm.Session(autoflush=False, bind=engine)
    try:
        set_path(db, schema)
        db.add(Product(id=77, title=f"added of {schema}"))
        db.commit()
    finally:
        db.close()
