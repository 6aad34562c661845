from base import Product, SessionLocal, engine, text, use_schema


def run(schema):
    db = SessionLocal()
    set_path(db, schema)
    first = db.query(Product.title).order_by(Product.id).limit(1).scalar()
    db.close()
    set_path(db, schema)
    second = db.query(Product.title).order_by(Product.id.desc()).limit(1).scalar()
    db.close()
    return [first, second]
