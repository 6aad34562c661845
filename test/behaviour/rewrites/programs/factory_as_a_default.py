from base import Product, SessionLocal, engine, text, use_schema


def rename(schema, session_factory=SessionLocal):
    with session_factory() as db:
        set_path(db, schema)
        db.query(Product).filter(Product.id == 1).one().title = f"kept of {schema}"
        db.commit()


class Report:
    def __init__(self, open_session=SessionLocal):
        self.open_session = open_session

    def titles(self, schema):
        with self.open_session() as db:
            set_path(db, schema)
            return [product.title for product in db.query(Product).order_by(Product.id)]


def run(schema):
    rename(schema)
    return Report().titles(schema)
