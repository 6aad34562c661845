from base import Product, SessionLocal, engine, text, use_schema


def run(schema):
    # PostgreSQL makes an unquoted name lower case.
    tenant = schema.upper()
    with SessionLocal() as db:
        set_path(db, tenant)
        titles = [product.title for product in db.query(Product).order_by(Product.id)]
        db.query(Product).filter(Product.id == 1).update({"title": f"changed of {schema}"}, synchronize_session=False)
        db.commit()
    return titles
