from base import Product, SessionLocal, engine, text, use_schema


class Pager:
    def __init__(self, limit):
        self.limit = limit

    def enter(self, schema):
        db = SessionLocal()
        set_path(db, schema)
        self.session, self.first = db, db.query(Product).first().title

    def titles(self):
        return [title for (title,) in self.session.execute(text("SELECT title FROM offers"))]


def run(schema):
    pager = Pager(2)
    pager.enter(schema)
    titles = pager.titles()
    pager.session.close()
    return [pager.first, *titles]
