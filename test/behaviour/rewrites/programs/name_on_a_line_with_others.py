from base import Product, SessionLocal, engine, text, use_schema


def run(tenant):
    db = SessionLocal()
    schema = tenant.strip(); key = 1
    set_path(db, schema)
    title = db.query(Product.title).filter(Product.id == key).scalar()
    db.close()
    return title
