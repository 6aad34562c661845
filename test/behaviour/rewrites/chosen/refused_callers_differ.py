# refused: the session is bound to a tenant already
from sqlalchemy.orm import Session

from base import Product, SessionLocal, engine, text, use_schema


def work(db: Session, schema: str):
    set_path(db, schema)
    return [title for (title,) in db.query(Product.title).order_by(Product.id)]


def scoped(schema):
    with SessionLocal(bind=engine.execution_options(schema_translate_map={"tenant": schema})) as db:
        return work(db, schema)


def unscoped(schema):
    with SessionLocal() as db:
        return work(db, schema)


def run(schema):
    return scoped(schema) + unscoped(schema)
