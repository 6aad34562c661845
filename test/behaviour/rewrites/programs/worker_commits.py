from base import Product, SessionLocal, engine, text, use_schema


def work(db, schema):
    db.query(Product).filter(Product.id == 1).update({"title": f"worked of {schema}"}, synchronize_session=False)
    db.commit()


def run(*schemas):
    db = SessionLocal()
    for schema in schemas:
        set_path(db, schema)
        work(db, schema)
    db.close()
