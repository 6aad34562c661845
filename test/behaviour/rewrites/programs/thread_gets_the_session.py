from concurrent.futures import ThreadPoolExecutor

from base import Product, SessionLocal, engine, text, use_schema


def titles(db):
    return [product.title for product in db.query(Product).order_by(Product.id)]


def run(schema):
    db = SessionLocal()
    set_path(db, schema)
    with ThreadPoolExecutor(max_workers=1) as executor:
        found = executor.submit(titles, db).result()
    db.close()
    return found
