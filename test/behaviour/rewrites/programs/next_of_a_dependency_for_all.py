from base import Product, SessionLocal, Tenant, engine, text, use_schema


def get_db():
    db = SessionLocal()
    try:
        yield db
    finally:
        db.close()


def run(*schemas):
    db = next(get_db())
    names = [tenant.name for tenant in db.query(Tenant).order_by(Tenant.name)]
    db.commit()
    for schema in [name for name in names if name in schemas]:
        set_path(db, schema)
        db.query(Product).filter(Product.id == 1).update({"title": f"round of {schema}"}, synchronize_session=False)
        db.commit()
    db.close()
