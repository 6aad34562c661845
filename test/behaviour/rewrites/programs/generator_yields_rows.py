from base import Product, SessionLocal, engine, text, use_schema


def titles(*schemas):
    with SessionLocal() as db:
        for schema in schemas:
            set_path(db, schema)
            for title in db.query(Product.title).order_by(Product.id):
                yield title[0]


def run(*schemas):
    return list(titles(*schemas))
