from base import Product, SessionLocal, engine, text, use_schema


def work(schema, ours):
    with SessionLocal() as db:
        if ours:
            set_path(db, schema)
        return db.query(Product).filter(Product.title.like("%of public")).count()


def run(schema):
    return [work(schema, True), work(schema, False)]
