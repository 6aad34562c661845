from base import Product, SessionLocal, engine, text, use_schema


def _work(db, schema):
    set_path(db, schema)
    db.query(Product).filter(Product.id == 1).update({"title": f"worked of {schema}"}, synchronize_session=False)
    db.commit()


def run(schema):
    with SessionLocal(bind=engine.execution_options(schema_translate_map={"tenant": schema})) as db:
        _work(db, schema)
