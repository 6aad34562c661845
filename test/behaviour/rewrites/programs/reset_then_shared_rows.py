from base import Product, SessionLocal, Tenant, engine, text, use_schema


def run(schema):
    db = SessionLocal()
    set_path(db, schema)
    titles = [product.title for product in db.query(Product).order_by(Product.id)]
    db.execute(text("SET search_path TO public"))
    titles.append(db.query(Tenant).count())
    db.close()
    return titles
