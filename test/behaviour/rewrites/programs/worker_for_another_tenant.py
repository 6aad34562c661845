from base import Product, SessionLocal, engine, text, use_schema


def rename(db, schema, title):
    set_path(db, schema)
    db.query(Product).filter(Product.id == 1).update({"title": f"{title} of {schema}"}, synchronize_session=False)
    db.commit()


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        db.query(Product).filter(Product.id == 2).update({"title": f"own of {schema}"}, synchronize_session=False)
        db.commit()
        rename(db, "user_1" if schema == "user_2" else "user_2", "other")
