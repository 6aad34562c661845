from base import Product, SessionLocal, engine, text, use_schema


def run(schema):
    with SessionLocal() as db:
        db.execute(text(f"SELECT set_config('search_path', '{schema}, public', true), set_config('statement_timeout', '4s', true)"))
        return [db.execute(text("SHOW statement_timeout")).scalar(), db.query(Product.title).filter(Product.id == 1).scalar()]
