from base import Product, SessionLocal, engine, text, use_schema


def run(*schemas):
    found = []
    with SessionLocal() as db:
        for schema in schemas:
            set_path(db, schema)
            same = db
            found.append([title for (title,) in same.query(Product.title).order_by(Product.id)])
            same.query(Product).filter(Product.id == 1).update({"title": f"round of {schema}"}, synchronize_session=False)
            db.commit()
    return found
