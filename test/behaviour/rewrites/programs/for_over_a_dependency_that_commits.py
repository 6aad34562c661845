from base import Product, SessionLocal, engine, text, use_schema


def get_db():
    db = SessionLocal()
    try:
        yield db
        db.commit()
    except Exception:
        db.rollback()
        raise
    finally:
        db.close()


def run(schema):
    for db in get_db():
        set_path(db, schema)
        db.query(Product).filter(Product.id == 1).one().title = f"once of {schema}"
