from base import Product, SessionLocal, engine, text, use_schema


def tenant_db(schema):
    db = SessionLocal()
    set_path(db, schema)
    return db


def count(db, schema):
    set_path(db, schema)
    found = [title for (title,) in db.query(Product.title).order_by(Product.id)]
    db.commit()
    return found


def run(*schemas):
    db = tenant_db(schemas[0])
    found = [title for (title,) in db.query(Product.title).order_by(Product.id)]
    found += count(db, schemas[1])
    db.close()
    return found
