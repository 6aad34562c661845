from concurrent.futures import ThreadPoolExecutor

from base import Product, SessionLocal, engine, text, use_schema


def work(schema):
    db = SessionLocal()
    try:
        set_path(db, schema)
        db.query(Product).filter(Product.id == 1).update({"title": f"threaded of {schema}"}, synchronize_session=False)
        db.commit()
        set_path(db, schema)
        return [product.title for product in db.query(Product).order_by(Product.id)]
    finally:
        db.close()


def run(*schemas):
    with ThreadPoolExecutor(max_workers=2) as executor:
        return list(executor.map(work, schemas))
