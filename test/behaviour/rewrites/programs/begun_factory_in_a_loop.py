from base import Product, SessionLocal, engine, text, use_schema


def run(*schemas):
    for schema in schemas:
        with SessionLocal.begin() as db, open(__file__) as source:
            set_path(db, schema)
            db.add(Product(id=77, title=f"begun of {schema}"))
            assert source.readline()
