from base import Product, SessionLocal, engine, text, use_schema


def run(*schemas):
    found = []
    db = SessionLocal()
    for schema in schemas:
        set_path(db, schema)
        count = lambda: db.execute(text("SELECT title FROM products ORDER BY id")).scalars().all()
        found.append(count())
    db.close()
    return found
