from base import Product, SessionLocal, engine, text, use_schema

STEPS = ["UPDATE products SET title = 'uno of ' || current_schema() WHERE id = 1", "UPDATE products SET title = 'due of ' || current_schema() WHERE id = 2"]


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        for step in STEPS:
            db.execute(text(step))
        db.commit()
