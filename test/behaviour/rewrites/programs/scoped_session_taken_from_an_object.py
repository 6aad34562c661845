from base import Product, SessionLocal, engine, text, use_schema


class Service:
    def __init__(self, schema):
        self.schema = schema
        self.db = SessionLocal(bind=engine.execution_options(schema_translate_map={"tenant": schema}))

    def enter(self):
        db = self.db
        set_path(db, self.schema)


def run(schema):
    service = Service(schema)
    service.enter()
    titles = [title for (title,) in service.db.execute(text("SELECT title FROM offers"))]
    service.db.close()
    return titles
