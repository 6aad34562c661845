from base import Product, SessionLocal, engine, text, use_schema


def run(schema):
    with SessionLocal() as db:
        db.execute(text(f"SET LOCAL search_path TO {schema}, public; SET LOCAL statement_timeout = '3s'"))
        set_path(db, schema)
        return [db.execute(text("SHOW statement_timeout")).scalar(), db.query(Product.title).filter(Product.id == 1).scalar()]
