from base import Product, SessionLocal, engine, text, use_schema


def tenant_db(schema):
    db = SessionLocal()
    set_path(db, schema)
    return db


def run(schema):
    db = tenant_db(schema)
    if not db.execute(text("SHOW search_path")).scalar().startswith(schema):
        raise RuntimeError(schema)
    titles = [title for (title,) in db.query(Product.title).order_by(Product.id)]
    db.close()
    return titles
