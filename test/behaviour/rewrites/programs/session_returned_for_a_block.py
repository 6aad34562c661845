from base import Product, SessionLocal, engine, text, use_schema


def get_session():
    return SessionLocal()


def run(*schemas):
    for schema in schemas:
        with get_session() as db:
            set_path(db, schema)
            db.add(Product(id=77, title=f"returned of {schema}"))
            db.commit()
