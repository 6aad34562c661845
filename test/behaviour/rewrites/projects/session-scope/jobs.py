from sqlalchemy import text

from base import Product, get_session, session_scope


def rename(schema):
    with session_scope() as db:
        db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
        db.query(Product).filter(Product.id == 1).update({"title": "by " + schema})
    return titles(schema)


def titles(schema):
    db = get_session()
    try:
        db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
        return [product.title for product in db.query(Product).order_by(Product.id)]
    finally:
        db.close()


def undone(schema):
    try:
        with session_scope() as db:
            db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
            db.query(Product).update({"title": "never"})
            raise ValueError(schema)
    except ValueError:
        return titles(schema)
