from base import Product, engine, text, use_schema
from sqlalchemy.orm import sessionmaker


class Database:
    def __init__(self, wanted="one"):
        self.engine = engine
        self.Session = sessionmaker(bind=self.engine, autoflush=False)
        if wanted == "two":
            self.engine = None

    def rename(self, schema):
        with self.Session() as db:
            set_path(db, schema)
            db.query(Product).filter(Product.id == 1).one().title = f"kept of {schema}"
            db.commit()


def run(schema):
    Database("two").rename(schema)
