"""P2: unqualified raw SQL followed the path; under the map it reads and writes public."""

from sqlalchemy import text
from sqlalchemy.orm import Session
from world import World


def run(world: World) -> dict:
    engine = world.engine()

    def work(db: Session) -> list:
        db.execute(text("update products set title = 'changed'"))
        regclass = db.execute(text("select (select nspname from pg_namespace where oid = relnamespace) from pg_class where oid = to_regclass('products')")).scalar()
        schema = db.execute(text("select current_schema()")).scalar()
        sequence = db.execute(text("select nextval('products_id_seq')")).scalar()
        db.commit()
        return [regclass, schema, sequence]

    with Session(engine) as db:
        db.execute(text("SET LOCAL search_path TO user_1, public"))
        path = work(db)
    titles = world.titles()
    world.reset()
    with Session(bind=world.tenant(engine, "user_1")) as db:
        rewritten = work(db)
    return {"path": [*path, titles], "rewritten": [*rewritten, world.titles()]}
