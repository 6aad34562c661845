"""P5: what was read before the SET came from elsewhere; bound from its beginning the session reads it from the tenant."""

from sqlalchemy import text
from sqlalchemy.orm import Session
from world import PathProduct, World


def run(world: World) -> dict:
    engine = world.engine()
    with Session(engine) as db:
        template = db.query(PathProduct).one().title
        db.expunge_all()
        db.execute(text("SET LOCAL search_path TO user_1"))
        path = [template, db.query(PathProduct).one().title]
    with Session(bind=engine.execution_options(schema_translate_map={None: "user_1"})) as db:
        template = db.query(PathProduct).one().title
        db.expunge_all()
        rewritten = [template, db.query(PathProduct).one().title]
    return {"path": path, "rewritten": rewritten}
