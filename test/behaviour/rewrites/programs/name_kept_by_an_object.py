from base import Product, SessionLocal, engine, text, use_schema


class Job:
    def __init__(self, schema):
        self.schema = schema

    def announce(self):
        return f"working for {self.schema}"

    def titles(self):
        with SessionLocal() as db:
            self.announce()
            set_path(db, self.schema)
            return [product.title for product in db.query(Product).order_by(Product.id)]


def run(schema):
    return Job(schema).titles()
