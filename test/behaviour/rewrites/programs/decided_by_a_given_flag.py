from base import Product, SessionLocal, engine, text, use_schema


def open_for(schema, db=None):
    if db is None:
        db = SessionLocal(bind=engine.execution_options(schema_translate_map={"tenant": schema}))
    return db


def run(schema):
    with SessionLocal() as given:
        db = open_for(schema, given)
        set_path(db, schema)
        return [title for (title,) in db.query(Product.title).order_by(Product.id)]
