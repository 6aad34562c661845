from base import Product, SessionLocal, engine, text, use_schema


def use_path(db, schema, end=False):
    if end:
        db.commit()
    db.execute(text(f"SET LOCAL search_path TO {schema}, public"))


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        db.query(Product).filter(Product.id == 1).update({"title": f"lost of {schema}"}, synchronize_session=False)
        use_path(db, schema)
        db.rollback()
        use_path(db, schema, end=True)
        return [product.title for product in db.query(Product).order_by(Product.id)]
