"""P0: a dependency that only sets the path, or maps one transaction, is not scoped: without the endpoint's SET it goes wrong."""

from sqlalchemy import text
from sqlalchemy.orm import Session
from world import Product, World, attempt


def run(world: World) -> dict:
    engine = world.engine()

    def endpoint(db: Session, keep_set: bool) -> list:
        first = attempt(lambda: db.execute(text("select title from products")).scalar())
        db.commit()
        if keep_set:
            db.execute(text("SET LOCAL search_path TO user_1, public"))
        return [first, attempt(lambda: db.execute(text("select title from products")).scalar())]

    def dependency() -> Session:
        db = Session(engine)
        db.execute(text("SET LOCAL search_path TO user_1, public"))
        return db

    def late_map() -> list:
        with Session(engine) as db:
            db.connection(execution_options={"schema_translate_map": {"tenant": "user_1"}})
            first = db.query(Product).one().title
            db.commit()
            return [first, attempt(lambda: db.query(Product).one().title)]

    with dependency() as kept, dependency() as deleted:
        return {"SET kept": endpoint(kept, True), "SET deleted": endpoint(deleted, False), "late map": late_map()}
