"""One caller gives an engine that carries a map: the path counts for nothing there, and the map would be lost."""
from base import Product, engine, text, use_schema
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session


def titles(bind: Engine, schema):
    with Session(bind) as db:
        set_path(db, schema)
        return [product.title for product in db.query(Product).order_by(Product.id)]


def run(schema):
    return titles(engine, schema) + titles(engine.execution_options(schema_translate_map={"tenant": schema}), "public")
