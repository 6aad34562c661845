import base
from sqlalchemy import text


def each_of(schema):
    for each in (schema, "user_2"):
        with base.session_scope() as db:
            db.execute(text(f"SET LOCAL search_path TO {each}, public"))
            db.query(base.Product).filter(base.Product.id == 2).update({"title": "round of " + each})
    return count(schema)


def count(schema):
    with base.reading() as db:
        db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
        return db.query(base.Product).count()


def shared(schema):
    with base.session_scope() as db:
        return db.execute(text("SELECT 1")).scalar()
