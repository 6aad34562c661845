from base import Product, SessionLocal, engine, text, use_schema


class UnitOfWork:
    def __init__(self, schema):
        self.session = SessionLocal(bind=engine.execution_options(schema_translate_map={"tenant": schema}))

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.session.close()


def run(schema):
    with UnitOfWork(schema) as uow:
        db = uow.session
        set_path(db, schema)
        product = db.query(Product).filter(Product.id == 1).one()
        product.title = f"kept of {schema}"
        db.commit()
        return [product.title]
