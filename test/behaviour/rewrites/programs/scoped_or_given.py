from base import Product, SessionLocal, engine, text, use_schema


def work(schema, given=None):
    db = given
    if given is None:
        db = SessionLocal(bind=engine.execution_options(schema_translate_map={"tenant": schema}))
    set_path(db, schema)
    return [title for (title,) in db.query(Product.title).order_by(Product.id)]


def run(schema):
    with SessionLocal() as given:
        return work(schema, given)
