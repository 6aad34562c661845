from base import Product, SessionLocal, engine, text, use_schema


def use_path(db, schema):
    db.execute(text("SELECT set_config('search_path', :path, true)"), {"path": f"{schema}, public"})


def use_list(db, schema):
    path = f"{schema},public"
    db.execute(text("SELECT set_config('search_path', :path, true)"), {"path": path})


def run(schema):
    with SessionLocal() as db:
        use_path(db, schema)
        db.query(Product).filter(Product.id == 1).update({"title": f"changed of {schema}"}, synchronize_session=False)
        db.commit()
    with SessionLocal() as db:
        use_list(db, schema)
        titles = [product.title for product in db.query(Product).order_by(Product.id)]
    with SessionLocal() as db:
        set_path(db, schema)
        return [*titles, db.get(Product, 2).title]
