"""P8: the loop's writes were kept by one commit after it; a session for each round needs its own."""

from sqlalchemy import text
from sqlalchemy.orm import Session
from world import TENANTS, PathProduct, Product, World


def run(world: World) -> dict:
    engine = world.engine()
    with Session(engine) as db:
        for schema in TENANTS:
            db.execute(text(f"SET LOCAL search_path TO {schema}"))
            db.execute(PathProduct.__table__.update().values(title=f"for {schema}"))
        db.commit()
    path = world.titles()

    def rewritten(commit: bool) -> dict:
        world.reset()
        with Session(engine) as db:
            for schema in TENANTS:
                with Session(bind=world.tenant(engine, schema)) as schema_db:
                    schema_db.execute(Product.__table__.update().values(title=f"for {schema}"))
                    if commit:
                        schema_db.commit()
            db.commit()
        return world.titles()

    return {"path": path, "without a commit in the round": rewritten(False), "with one": rewritten(True)}
