from base import Product, Tenant, engine, text, use_schema
from sqlalchemy.orm import Session


def run(schema):
    with Session(engine, binds={Tenant: engine}) as db:
        set_path(db, schema)
        db.query(Product).filter(Product.id == 1).one().title = f"bound of {schema}"
        db.commit()
