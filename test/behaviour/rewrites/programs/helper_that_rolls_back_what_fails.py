from base import Product, SessionLocal, engine, text, use_schema


def use_path(db, schema):
    try:
        db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
    except Exception:
        db.rollback()
        raise


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        db.query(Product).filter(Product.id == 1).update({"title": f"changed of {schema}"}, synchronize_session=False)
        use_path(db, schema)
        db.query(Product).filter(Product.id == 2).update({"title": f"kept of {schema}"}, synchronize_session=False)
        db.commit()
