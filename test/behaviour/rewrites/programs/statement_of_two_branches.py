from base import Product, SessionLocal, engine, text, use_schema


def titles(schema, every):
    sql = "SELECT title FROM products ORDER BY id"
    if not every:
        sql = "SELECT 'none'"
    with SessionLocal() as db:
        set_path(db, schema)
        return [title for (title,) in db.execute(text(sql))]


def run(schema):
    return titles(schema, True)
