from base import Product, SessionLocal, engine, text, use_schema


def run(*schemas):
    with SessionLocal() as db:
        for schema in schemas:
            set_path(db, schema)
            db.add(Product(id=3, title=f"three of {schema}"))
            db.commit()
            db.expunge_all()
