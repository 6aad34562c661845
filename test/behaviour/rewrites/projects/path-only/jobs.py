from sqlalchemy import text

from base import Product, SessionLocal, User


def names(schema):
    with SessionLocal() as db:
        return [user.name for user in db.query(User).order_by(User.id)]


def opened_here(schema):
    db = SessionLocal()
    try:
        db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
        product = db.get(Product, 1)
        product.title = "by " + schema
        db.commit()
        db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
        return [product.title, len(product.offers)]
    finally:
        db.close()


def each_of(schema):
    counts = []
    with SessionLocal() as db:
        for each in (schema, "user_2"):
            db.execute(text(f"SET LOCAL search_path TO {each}, public"))
            db.query(Product).filter(Product.id == 2).update({"title": "round of " + each})
            counts.append(db.query(Product).count())
            db.commit()
    return counts


def through_a_function(schema):
    with SessionLocal() as db:
        db.execute(text(f"SET search_path TO {schema}, public"))
        found = titles(db)
        db.rollback()
        return found


def titles(db):
    return [product.title for product in db.query(Product).order_by(Product.id)]
