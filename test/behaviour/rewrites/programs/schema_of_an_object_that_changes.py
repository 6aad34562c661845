from types import SimpleNamespace

from base import Product, SessionLocal, engine, text, use_schema


def run(*schemas):
    job = SimpleNamespace(schema=schemas[0])
    with SessionLocal() as db:
        set_path(db, job.schema)
        found = [[title for (title,) in db.query(Product.title).order_by(Product.id)]]
        job.schema = schemas[1]
        set_path(db, job.schema)
        found.append([title for (title,) in db.query(Product.title).order_by(Product.id)])
    return found
