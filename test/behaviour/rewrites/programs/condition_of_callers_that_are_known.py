from base import Product, SessionLocal, engine, text, use_schema


def titles(schema, *conditions):
    with SessionLocal() as db:
        set_path(db, schema)
        return [product.title for product in db.query(Product).filter(*conditions)]


def run(schema):
    return titles(schema, Product.id > 1, Product.title != "")
