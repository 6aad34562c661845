from sqlalchemy import func, select

from base import SessionLocal, engine, text, use_schema


def run(schema, name="to_regclass"):
    with SessionLocal() as db:
        set_path(db, schema)
        found = getattr(func, name)
        same = db.scalar(select(getattr(func, name)("products") == found(f"{schema}.products")))
        return schema if same else "of public"
