"""P1: a model without the placeholder followed the path; under the map its rows land in public."""

from sqlalchemy import text
from sqlalchemy.orm import Session
from world import PathProduct, World


def run(world: World) -> dict:
    engine = world.engine()
    with Session(engine) as db:
        db.execute(text("SET LOCAL search_path TO user_1, public"))
        db.add(PathProduct(id=2, title="new"))
        db.commit()
    before = world.titles()
    world.reset()
    with Session(bind=world.tenant(engine, "user_1")) as db:
        db.add(PathProduct(id=2, title="new"))
        db.commit()
    return {"path": before, "rewritten": world.titles()}
