from base import Product, SessionLocal, engine, text, use_schema


def run(schema):
    path = f"{schema}"
    with SessionLocal(bind=engine.execution_options(schema_translate_map={"tenant": schema})) as db:
        set_path(db, path)
        title = db.query(Product.title).filter(Product.id == 1).scalar()
    return [title, locals()["path"]]
