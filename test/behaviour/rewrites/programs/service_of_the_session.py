from base import Product, SessionLocal, engine, text, use_schema
from sqlalchemy.orm import Session


class Keeper:
    def __init__(self, db: Session):
        self.db = db


class Products(Keeper):
    def titles(self):
        return [title for (title,) in self.db.query(Product.title).order_by(Product.id)]


class Service(Keeper):
    def __init__(self, db: Session, label: str):
        super().__init__(db)
        self.label = label
        self.products = Products(db)

    def rename(self, schema):
        self.db.query(Product).filter(Product.id == 1).one().title = f"{self.label} of {schema}"
        self.db.commit()

    def titles(self):
        return self.products.titles()


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        Service(db, "kept").rename(schema)
        set_path(db, schema)
        service = Service(db, "read")
        return service.titles()
