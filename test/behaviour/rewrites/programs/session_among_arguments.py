from base import Product, SessionLocal, engine, text, use_schema


def ask(db, sql):
    return [title for (title,) in db.execute(text(sql))]


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        both = (db, "SELECT title FROM products ORDER BY id")
        return ask(*both)
