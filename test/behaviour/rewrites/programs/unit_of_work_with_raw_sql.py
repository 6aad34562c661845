from base import Product, SessionLocal, engine, text, use_schema


class Products:
    def __init__(self, session):
        self.session = session

    def titles(self):
        return [title for (title,) in self.session.execute(text("SELECT title FROM products ORDER BY id"))]


class UnitOfWork:
    def __init__(self, schema):
        self.session = SessionLocal(bind=engine.execution_options(schema_translate_map={"tenant": schema}))
        self.products = Products(self.session)

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.session.close()

    def rename(self, schema):
        self.session.execute(text(f"UPDATE products SET title = 'kept of {schema}' WHERE id = 1"))


def run(schema):
    with UnitOfWork(schema) as uow:
        db = uow.session
        set_path(db, schema)
        uow.rename(schema)
        titles = uow.products.titles()
        db.commit()
        return titles
