from base import Product, SessionLocal, Tenant, engine, text, use_schema


def run(*schemas):
    with SessionLocal() as db:
        names = [name for (name,) in db.query(Tenant.name).order_by(Tenant.name)]
        db.commit()
        for schema in names:
            set_path(db, schema)
            db.query(Product).filter(Product.id == 1).update({"title": f"round of {schema}"}, synchronize_session=False)
            db.commit()
