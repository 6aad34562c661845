from base import Product, SessionLocal, engine, text, use_schema


def run(schema):
    db = SessionLocal()
    try:
        set_path(db, schema)
        db.query(Product).filter(Product.id == 1).update({"title": f"written of {schema}"}, synchronize_session=False)
        db.commit()
    finally:
        db.execute(text("SET search_path TO public"))
        db.commit()
        db.close()
