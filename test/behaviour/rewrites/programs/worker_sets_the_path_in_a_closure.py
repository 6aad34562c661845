from base import Product, SessionLocal, engine, text, use_schema


def rename(db, name):
    def move():
        set_path(db, name)

    move()
    db.query(Product).filter(Product.id == 1).update({"title": f"met of {name}"}, synchronize_session=False)
    db.commit()


def run(*schemas):
    with SessionLocal() as db:
        for schema in schemas:
            set_path(db, schema)
            db.query(Product).filter(Product.id == 2).update({"title": f"own of {schema}"}, synchronize_session=False)
            db.commit()
            rename(db, "user_1")
