from base import Product, engine, text, use_schema
from sqlalchemy.orm import sessionmaker


class Database:
    def __init__(self):
        self.engine = engine
        self.Session = sessionmaker(bind=self.engine, autoflush=False)

    def rename(self, schema):
        with self.Session() as db:
            set_path(db, schema)
            db.query(Product).filter(Product.id == 1).one().title = f"kept of {schema}"
            db.commit()


database = Database()


def run(schema):
    database.rename(schema)
    db = database.Session()
    try:
        set_path(db, schema)
        return [product.title for product in db.query(Product).order_by(Product.id)]
    finally:
        db.close()
