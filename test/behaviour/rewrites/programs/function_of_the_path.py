from sqlalchemy import func

from base import Product, SessionLocal, engine, text, use_schema


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        db.query(Product).count()
        return ["now of " + db.query(func.current_schema()).scalar()]
