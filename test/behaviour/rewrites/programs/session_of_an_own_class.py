from base import Product, engine, text, use_schema
from sqlalchemy.orm import Session


class Routed(Session):
    def get_bind(self, *args, **kwargs):
        return engine


def run(schema):
    with Routed(engine) as db:
        set_path(db, schema)
        db.query(Product).filter(Product.id == 1).one().title = f"routed of {schema}"
        db.commit()
