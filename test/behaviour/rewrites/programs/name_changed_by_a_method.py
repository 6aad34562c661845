from base import Product, SessionLocal, engine, text, use_schema


class Job:
    schema = "public"

    def resolve(self, schema):
        self.schema = schema

    def titles(self, schema):
        with SessionLocal() as db:
            self.resolve(schema)
            set_path(db, self.schema)
            return [product.title for product in db.query(Product).order_by(Product.id)]


def run(schema):
    return Job().titles(schema)
