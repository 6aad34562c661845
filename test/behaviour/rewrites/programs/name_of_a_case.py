from base import Product, SessionLocal, engine, text, use_schema


def run(schema):
    with SessionLocal() as db:
        match {"schema": schema}:
            case {"schema": name}:
                set_path(db, name)
        return [product.title for product in db.query(Product).order_by(Product.id)]
