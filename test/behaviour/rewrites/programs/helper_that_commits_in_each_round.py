from base import Product, SessionLocal, engine, text, use_schema


def next_tenant(db, schema):
    db.commit()
    db.execute(text(f"SET LOCAL search_path TO {schema}, public"))


def run(*schemas):
    with SessionLocal() as db:
        for schema in schemas:
            set_path(db, schema)
            db.query(Product).filter(Product.id == 1).update({"title": f"first of {schema}"}, synchronize_session=False)
            next_tenant(db, schema)
            db.query(Product).filter(Product.id == 2).update({"title": f"second of {schema}"}, synchronize_session=False)
            db.commit()
