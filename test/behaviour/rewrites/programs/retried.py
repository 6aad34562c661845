from base import Product, SessionLocal, engine, text, use_schema


def run(schema):
    db = SessionLocal()
    for attempt in range(3):
        try:
            set_path(db, schema)
            db.query(Product).filter(Product.id == 1).update({"title": f"{attempt} of {schema}"}, synchronize_session=False)
            if attempt < 2:
                raise ValueError(attempt)
            db.commit()
            break
        except ValueError:
            db.rollback()
    db.close()
