from sqlalchemy.orm import sessionmaker

from base import Product, engine as plain, text, use_schema

engine = plain.execution_options(schema_translate_map={"tenant": None})
SessionLocal = sessionmaker(bind=engine)


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        return [title for (title,) in db.query(Product.title).order_by(Product.id)]
