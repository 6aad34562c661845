from base import Product, SessionLocal, engine, text, use_schema


def run(schema):
    db = SessionLocal(  # opened
        # not before it is asked
        autoflush=False,  # really
    )
    set_path(db, schema)
    titles = [product.title for product in db.query(Product).order_by(Product.id)]
    db.close()
    with SessionLocal(  # no arguments
    ) as again:
        set_path(again, schema)
        return titles + [product.title for product in again.query(Product).order_by(Product.id)]
