"""Raw SQL is never translated; an after_begin listener keeps a path for it over commits, and leaks nothing."""

from sqlalchemy import event, select, text
from sqlalchemy.orm import Session
from world import Product, World, attempt


def run(world: World) -> dict:
    engine = world.engine(pool_size=1, max_overflow=0)
    seen = {}
    with Session(bind=world.tenant(engine, "user_1")) as db:
        seen["orm"] = db.execute(select(Product.title)).scalar()
        seen["unqualified text"] = db.execute(text("select title from products")).scalar()
        seen["driver"] = db.connection().exec_driver_sql("select title from products").scalar()
        seen["placeholder"] = attempt(lambda: db.execute(text("select title from tenant.products")).scalar())
        db.rollback()
        seen["qualified"] = db.execute(text("select title from user_1.products")).scalar()
    with Session(bind=world.tenant(engine, "user_1")) as db:

        @event.listens_for(db, "after_begin")
        def set_path(session, transaction, connection):
            connection.execute(text("select set_config('search_path', :path, true)"), {"path": "user_1, public"})

        first = db.execute(text("select title from products")).scalar()
        db.commit()
        seen["after_begin, two transactions"] = [first, db.execute(text("select title from products")).scalar()]
    with engine.connect() as connection:
        seen["next user of the connection"] = connection.execute(text("select title from products")).scalar()
    return seen
