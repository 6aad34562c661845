from base import Offer, Product, SessionLocal, engine, text, use_schema


def use_path(db, schema):
    db.execute(text("SELECT set_config('search_path', :path, true)"), {"path": f"{schema}, user_2"})


def run(schema):
    with SessionLocal() as db:
        use_path(db, schema)
        titles = [product.title for product in db.query(Product).order_by(Product.id)]
    with SessionLocal() as db:
        set_path(db, schema)
        return [*titles, db.get(Offer, 1).title]
