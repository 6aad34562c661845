from base import Product, SessionLocal, engine, text, use_schema


def run(*schemas):
    found = []
    db = SessionLocal()
    for schema in schemas:
        set_path(db, schema)
        for key in (1, 2):
            found.append(db.query(Product.title).filter(Product.id == key).scalar())
        db.commit()
    db.close()
    return found
