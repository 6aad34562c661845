from base import Product, SessionLocal, engine, text, use_schema


def run(*schemas):
    waiting = list(schemas)
    with SessionLocal() as db:
        set_path(db, waiting.pop(0))
        db.query(Product).filter(Product.id == 1).update({"title": "popped of user_1"}, synchronize_session=False)
        db.commit()
        set_path(db, waiting.pop(0))
        db.query(Product).filter(Product.id == 1).update({"title": "popped of user_2"}, synchronize_session=False)
        db.commit()
