from base import Product, SessionLocal, engine, text, use_schema
from sqlalchemy.orm import Session


class Service:
    def __init__(self, db: Session):
        self.db = db

    def rename(self, schema):
        self.db.query(Product).filter(Product.id == 1).one().title = f"kept of {schema}"
        self.db.commit()
        return self.db.query(Product).filter(Product.id == 1).one().title

    def never_called(self):
        return self.db.execute(text("SELECT title FROM products")).all()


def run(schema):
    with SessionLocal(bind=engine.execution_options(schema_translate_map={"tenant": schema})) as db:
        set_path(db, schema)
        return [Service(db).rename(schema)]
