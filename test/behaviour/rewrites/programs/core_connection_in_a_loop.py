from sqlalchemy import select, update

from base import Product, engine, text, use_schema


def run(*schemas):
    found = []
    with engine.connect() as db:
        for schema in schemas:
            with db.begin():
                set_path(db, schema)
                db.execute(update(Product).where(Product.id == 1).values(title=f"core of {schema}"))
                found.append(db.execute(select(Product.title).order_by(Product.id)).scalars().all())
    return found
