import sqlalchemy as sa

from base import Product, SessionLocal, engine, text, use_schema


def run(*schemas):
    with SessionLocal() as db:
        for schema in schemas:
            set_path(db, schema)
            db.execute(sa.update(Product).where(Product.id == 1).values(title=f"named of {schema}"))
        db.commit()
