from base import Product, SessionLocal, engine, text, use_schema


def run(schema):
    db = SessionLocal()
    set_path(db, schema)
    count = db.query(Product).filter(Product.title.like(f"%of {schema}")).count()
    db.execute(text("SET LOCAL search_path TO public"))
    count += 10 * db.query(Product).filter(Product.title.like("%of public")).count()
    db.close()
    return count
