from base import Product, SessionLocal, engine, text, use_schema


def rename(schema, title):
    with SessionLocal.begin() as db:
        set_path(db, schema)
        db.query(Product).filter(Product.id == 1).one().title = title
        db.flush()
        if title.startswith("wrong"):
            raise ValueError(title)


def run(schema):
    try:
        rename(schema, f"wrong of {schema}")
    except ValueError:
        rename(schema, f"right of {schema}")
