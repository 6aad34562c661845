from base import Product, SessionLocal, engine, text, use_schema


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        title = db.query(Product.title).order_by(Product.id).limit(1).scalar()
    with SessionLocal() as other:
        return [title, other.execute(text("SELECT count(*) FROM public.tenants")).scalar()]
