from base import Product, SessionLocal, engine, text, use_schema

STEPS = ("UPDATE products SET title = 'seen ' || title", "UPDATE offers SET title = 'seen ' || title")


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        list(map(db.execute, map(text, STEPS)))
        db.commit()
