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


def rename(schema):
    for db in get_db():
        set_path(db, schema)
        db.query(Product).filter(Product.id == 1).one().title = f"once of {schema}"
        db.commit()
        set_path(db, schema)
        return [product.title for product in db.query(Product).order_by(Product.id)]


def run(schema):
    try:
        for db in get_db():
            set_path(db, schema)
            db.query(Product).delete()
            db.flush()
            raise ValueError(schema)
    except ValueError:
        return rename(schema)
