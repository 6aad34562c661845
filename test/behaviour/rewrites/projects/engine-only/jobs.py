from sqlalchemy import orm, text
from sqlalchemy.orm import Session

import base
from base import Product, engine, get_db, reading


def rename(schema):
    with Session(engine) as tenant_session:
        tenant_session.execute(text(f"SET LOCAL search_path TO {schema}, public"))
        tenant_session.query(Product).filter(Product.id == 1).update({"title": "by " + schema})
        tenant_session.commit()
    return titles(schema)


def titles(schema):
    db = next(get_db())
    try:
        db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
        return [product.title for product in db.query(Product).order_by(Product.id)]
    finally:
        db.close()


def count(schema):
    with reading() as db:
        db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
        return db.query(Product).count()


def helped(schema):
    with orm.Session(bind=base.engine) as db:
        db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
        db.query(Product).filter(Product.id == 2).update({"title": "helped by " + schema})
        db.commit()
        db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
        return [product.title for product in db.query(Product).order_by(Product.id)]


def each_of(schema):
    with Session(engine, autoflush=False) as db:
        for each in (schema, "user_2"):
            db.execute(text(f"SET LOCAL search_path TO {each}, public"))
            db.query(Product).filter(Product.id == 2).update({"title": "round of " + each})
            db.commit()
    return count(schema)
