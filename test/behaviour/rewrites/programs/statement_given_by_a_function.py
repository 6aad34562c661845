from base import Product, SessionLocal, engine, text, use_schema


def statement_of(kind):
    return text("SELECT title FROM products ORDER BY id") if kind == "raw" else None


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        return list(db.execute(statement_of("raw")).scalars())
