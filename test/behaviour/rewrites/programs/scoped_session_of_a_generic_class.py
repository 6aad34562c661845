from typing import Generic, TypeVar

from base import Offer, Product, SessionLocal, engine, text, use_schema

Model = TypeVar("Model")


class Service(Generic[Model]):
    def __init__(self, schema):
        self.schema = schema
        self.db = SessionLocal(bind=engine.execution_options(schema_translate_map={"tenant": schema}))

    def enter(self):
        db = self.db
        set_path(db, self.schema)


class Offers(Service[Offer]):
    def titles(self):
        return [title for (title,) in self.db.execute(text("SELECT title FROM offers"))]


def run(schema):
    offers = Offers(schema)
    offers.enter()
    titles = offers.titles()
    offers.db.close()
    return titles
