"""P6: a tenant-owned type without schema was found by the path; a flush of several rows under the map does not find it."""

from sqlalchemy import Column, Enum, Integer, text
from sqlalchemy.orm import Session, declarative_base
from world import World, attempt

Base = declarative_base()


class Task(Base):
    __tablename__ = "tasks"
    __table_args__ = {"schema": "tenant"}
    id = Column(Integer, primary_key=True)
    status = Column(Enum("open", "done", name="status"))


def run(world: World) -> dict:
    engine = world.engine()
    with engine.begin() as connection:
        connection.execute(text("create type user_1.status as enum ('open', 'done')"))
        connection.execute(text("create table user_1.tasks (id serial primary key, status user_1.status)"))

    def insert(path: bool):
        with Session(bind=world.tenant(engine, "user_1")) as db:
            if path:
                db.execute(text("SET LOCAL search_path TO user_1, public"))
            db.add_all([Task(status="open"), Task(status="done")])
            db.commit()
            return "inserted"

    return {"path": attempt(lambda: insert(True)), "rewritten": attempt(lambda: insert(False))}
