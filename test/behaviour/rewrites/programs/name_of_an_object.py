from base import Product, SessionLocal, engine, text, use_schema


class Schema:
    def __init__(self, name):
        self.name = name

    def __str__(self):
        return self.name


def titles(tenant):
    with SessionLocal() as db:
        set_path(db, tenant)
        return [product.title for product in db.query(Product).order_by(Product.id)]


def run(schema):
    return titles(Schema(schema))
