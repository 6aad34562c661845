from base import Product, SessionLocal, engine, text, use_schema


def run(*schemas):
    waiting = list(schemas)
    with SessionLocal() as db:
        while waiting:
            schema = waiting.pop()
            set_path(db, schema)
            db.query(Product).filter(Product.id == 1).update({"title": f"popped of {schema}"}, synchronize_session=False)
            db.commit()
