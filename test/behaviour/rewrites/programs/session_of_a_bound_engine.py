from base import Product, engine, text, use_schema
from sqlalchemy.orm import Session

other = engine.execution_options(isolation_level="SERIALIZABLE")


def run(schema):
    with Session(other) as db:
        level = db.connection().get_isolation_level()
        db.rollback()
        set_path(db, schema)
        db.query(Product).filter(Product.id == 1).one().title = f"{level.lower()} of {schema}"
        db.commit()
