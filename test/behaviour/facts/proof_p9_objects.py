"""P9: an object of the outer session that the round changes is not in the inner session's commit, and its row lock is in the way."""

from sqlalchemy import text
from sqlalchemy.orm import Session
from world import Product, User, World, attempt


def run(world: World) -> dict:
    engine = world.engine()

    def loop(rewritten: bool) -> dict:
        world.reset()
        with Session(engine) as db:
            user = db.get(User, 1)
            user.name = "one tenant done"
            if rewritten:
                with Session(bind=world.tenant(engine, "user_1")) as schema_db:
                    schema_db.query(Product).one().title = "done"
                    schema_db.commit()
            else:
                db.execute(text("SET LOCAL search_path TO user_1, public"))
                db.execute(text("update products set title = 'done'"))
                db.commit()
        return {"name": world.ask("select name from public.users where id = 1"), "title": world.titles()["user_1"]}

    def across() -> None:
        with Session(engine) as db, Session(bind=world.tenant(engine, "user_1")) as schema_db:
            schema_db.add(db.get(User, 1))

    def waits() -> str:
        with Session(engine) as db, Session(bind=world.tenant(engine, "user_1")) as schema_db:
            db.get(User, 1).name = "locked"
            db.flush()
            schema_db.execute(text("set local lock_timeout = '200ms'"))
            schema_db.execute(User.__table__.update().where(User.id == 1).values(name="too"))
            return "written"

    return {"path": loop(False), "rewritten": loop(True), "object in both": attempt(across), "outer transaction open": attempt(waits)}
