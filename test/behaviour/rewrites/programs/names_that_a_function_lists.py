from base import Product, SessionLocal, engine, text, use_schema


def names(db, prefix):
    out = []
    for product in db.query(Product).order_by(Product.id):
        product.title = f"{prefix} {product.title}"
        out.append(product.title)
    db.add(Product(id=3, title=f"{prefix} three of {out[0].split()[-1]}"))
    return out


def run(*schemas):
    found = []
    with SessionLocal() as db:
        for schema in schemas:
            set_path(db, schema)
            found.append({"titles": names(db, "seen"), "count": db.query(Product).count()})
            db.commit()
    return found
