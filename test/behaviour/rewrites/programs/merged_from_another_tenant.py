from base import Product, SessionLocal, engine, text, use_schema


def run(schema):
    with SessionLocal() as source:
        template = source.get(Product, 1)
    with SessionLocal() as db:
        set_path(db, schema)
        db.merge(Product(id=template.id, title=f"merged of {schema}"))
        db.commit()
