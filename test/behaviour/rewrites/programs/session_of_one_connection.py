from base import Product, engine, text, use_schema
from sqlalchemy.orm import Session


def run(schema):
    with engine.connect() as connection:
        with Session(connection) as db:
            set_path(db, schema)
            db.query(Product).filter(Product.id == 1).one().title = f"connected of {schema}"
            db.commit()
        return connection.execute(text("SELECT count(*) FROM public.tenants")).scalar()
