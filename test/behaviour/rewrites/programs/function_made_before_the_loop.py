from base import Product, SessionLocal, engine, text, use_schema


def run(*schemas):
    found = []
    db = SessionLocal()

    def titles():
        return [title for (title,) in db.query(Product.title).order_by(Product.id)]

    for schema in schemas:
        set_path(db, schema)
        found.append(titles())
    db.close()
    return found
