from base import Product, SessionLocal, engine, text, use_schema


def get_db():
    db = SessionLocal()
    try:
        yield db
    except Exception:
        db.rollback()
        raise
    finally:
        db.close()


def run(*schemas):
    for schema in schemas:
        for db in get_db():
            set_path(db, schema)
            for product in db.query(Product).order_by(Product.id):
                if product.id > 1:
                    break
                product.title = f"once of {schema}"
            db.commit()
