from sqlalchemy import text

from base import Product, SessionLocal


def in_a_block(schema):
    with SessionLocal() as db:
        db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
        return [product.title for product in db.query(Product).order_by(Product.id)]


def closed_at_the_end(schema):
    db = SessionLocal()
    try:
        db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
        db.query(Product).filter(Product.id == 1).update({"title": "by " + schema})
        db.commit()
        db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
        titles = [product.title for product in db.query(Product).order_by(Product.id)]
    finally:
        db.close()
    return titles


def undone(schema):
    db = SessionLocal()
    try:
        db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
        db.query(Product).update({"title": "never"})
        raise ValueError(schema)
    except ValueError:
        db.rollback()
        return "undone"
    finally:
        db.close()


def each_of(schema):
    found = []
    with SessionLocal() as db:
        for each in (schema, "user_2"):
            db.execute(text(f"SET LOCAL search_path TO {each}, public"))
            db.query(Product).filter(Product.id == 2).update({"title": "round of " + each})
            found.append(db.query(Product).count())
            db.commit()
    return found
