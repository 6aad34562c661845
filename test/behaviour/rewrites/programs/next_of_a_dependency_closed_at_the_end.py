from base import Product, SessionLocal, engine, text, use_schema


def get_db():
    db = SessionLocal()
    try:
        yield db
    finally:
        db.close()


def run(schema):
    sessions = get_db()  # as FastAPI does
    db = next(sessions)
    try:
        set_path(db, schema)
        db.query(Product).filter(Product.id == 1).one().title = f"kept of {schema}"
        db.commit()
        set_path(db, schema)
        return [product.title for product in db.query(Product).order_by(Product.id)]
    finally:
        sessions.close()
