from base import Product, SessionLocal, engine, text, use_schema


def run(*schemas):
    with SessionLocal(bind=engine.execution_options(schema_translate_map={"tenant": schemas[0]})) as db:
        set_path(db, schemas[1])
        return [title for (title,) in db.query(Product.title).order_by(Product.id)]
