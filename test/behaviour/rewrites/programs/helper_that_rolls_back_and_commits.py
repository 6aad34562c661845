from base import Product, SessionLocal, engine, text, use_schema


def start_over(db, schema):
    db.commit()
    db.rollback()
    db.execute(text(f"SET LOCAL search_path TO {schema}, public"))


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        db.query(Product).filter(Product.id == 1).update({"title": f"changed of {schema}"}, synchronize_session=False)
        start_over(db, schema)
        db.query(Product).filter(Product.id == 2).update({"title": f"lost of {schema}"}, synchronize_session=False)
        db.rollback()
