from base import Product, SessionLocal, engine, text, use_schema


def run(*schemas):
    found = []
    db = SessionLocal()
    for schema in schemas:
        set_path(db, schema)
        db.query(Product).filter(Product.id == 1).update({"title": f"first of {schema}"}, synchronize_session=False)
        db.commit()
    for schema in schemas:
        set_path(db, schema)
        found.append([title for (title,) in db.query(Product.title).order_by(Product.id)])
    db.close()
    return found
