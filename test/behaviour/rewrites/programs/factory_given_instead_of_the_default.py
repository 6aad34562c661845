"""The caller gives another factory, whose sessions are bound to something else."""
from base import Product, SessionLocal, engine, text, use_schema
from sqlalchemy.orm import sessionmaker


def titles(schema, session_factory=SessionLocal):
    with session_factory() as db:
        set_path(db, schema)
        found = [product.title for product in db.query(Product).order_by(Product.id)]
        return found, db.get_bind().get_execution_options().get("note")


def run(schema):
    other = sessionmaker(bind=engine.execution_options(note="another"), autoflush=False)
    return [*titles(schema), *titles(schema, other)]
