from base import Product, SessionLocal, engine, text, use_schema


def rename(db, name, title):
    set_path(db, name)
    db.query(Product).filter(Product.id == 1).update({"title": f"{title} of {name}"}, synchronize_session=False)
    db.commit()


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        db.query(Product).filter(Product.id == 2).update({"title": f"own of {schema}"}, synchronize_session=False)
        db.commit()
        rename(db, schema, "other")
