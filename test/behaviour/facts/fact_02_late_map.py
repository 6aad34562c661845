"""connection(execution_options=…) counts only before the first statement of a transaction, and ends with it."""

from sqlalchemy import update
from sqlalchemy.orm import Session
from world import TENANTS, Product, User, World, attempt, warned


def options(schema: str) -> dict:
    return {"schema_translate_map": {"tenant": schema}}


def run(world: World) -> dict:
    engine = world.engine()
    with Session(engine) as db:
        db.connection(execution_options=options("user_1"))
        fresh = db.query(Product).one().title
        db.commit()
        after_commit = attempt(lambda: db.query(Product).one().title)
    with Session(engine) as db:
        db.query(User).all()
        ignored = warned(lambda: db.connection(execution_options=options("user_1")))
        late = attempt(lambda: db.query(Product).one().title)
    # The wrong rewrite of a loop: every write goes to the first tenant.
    with Session(engine) as db:
        for schema in TENANTS:
            db.connection(execution_options=options(schema))
            db.execute(update(Product).values(title=f"for {schema}").execution_options(synchronize_session=False))
        db.commit()
    return {"fresh": fresh, "after commit": after_commit, "warning": ignored, "late": late, "loop wrote": world.titles()}
