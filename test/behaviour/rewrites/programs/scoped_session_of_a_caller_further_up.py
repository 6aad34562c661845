from base import Product, SessionLocal, engine, text, use_schema
from sqlalchemy.orm import Session


def enter(db: Session, schema):
    set_path(db, schema)
    return db.query(Product).count()


def begin(db: Session, schema):
    return enter(db, schema)


def run(schema):
    with SessionLocal(bind=engine.execution_options(schema_translate_map={"tenant": schema})) as db:
        count = begin(db, schema)
        return [count, [title for (title,) in db.execute(text("SELECT title FROM products ORDER BY id"))]]
