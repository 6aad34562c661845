from base import Product, SessionLocal, engine, text, use_schema


def run(*schemas):
    found = []
    db = SessionLocal()
    context = {"db": db}
    for schema in schemas:
        set_path(db, schema)
        found.append([title for (title,) in context["db"].query(Product.title).order_by(Product.id)])
    db.close()
    return found
