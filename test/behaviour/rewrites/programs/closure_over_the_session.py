from base import Product, SessionLocal, engine, text, use_schema


def run(schema):
    db = SessionLocal()

    def titles():
        return [title for (title,) in db.query(Product.title).order_by(Product.id)]

    set_path(db, schema)
    found = titles()
    db.close()
    return found
