from base import Product, SessionLocal, engine, text, use_schema


def run(*schemas):
    found = []
    db = SessionLocal()
    own = schemas[0]
    set_path(db, own)
    first = db.query(Product.title).order_by(Product.id).limit(1).scalar()
    db.commit()
    for schema in schemas:
        set_path(db, schema)
        found.append([first[:3], [title for (title,) in db.query(Product.title).order_by(Product.id)]])
    db.close()
    return found
