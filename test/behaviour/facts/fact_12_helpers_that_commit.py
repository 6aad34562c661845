"""A helper that commits and restores the path cannot just be deleted: its commit is the only one."""

from sqlalchemy import text
from sqlalchemy.orm import Session
from world import Product, World


def commit_and_restore(db: Session) -> None:
    db.commit()
    db.execute(text("SET LOCAL search_path TO user_1"))


def run(world: World) -> dict:
    engine = world.tenant(world.engine(), "user_1")

    def with_end(end) -> str:
        with Session(bind=engine) as db:
            db.query(Product).one().title = "kept"
            end(db)
        title = world.titles()["user_1"]
        world.reset()
        return title

    return {
        "with the helper": with_end(commit_and_restore),
        "helper deleted": with_end(lambda db: None),
        "commit() in its place": with_end(lambda db: db.commit()),
    }
