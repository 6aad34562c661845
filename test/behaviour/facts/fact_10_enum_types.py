"""A tenant's ENUM under a map: one row goes in, several do not, unless the type is translated too."""

from sqlalchemy import Column, Enum, Integer, text
from sqlalchemy.orm import Session, declarative_base
from world import World, attempt


def run(world: World) -> dict:
    admin = world.engine()
    with admin.begin() as connection:
        connection.execute(text("create type user_1.status as enum ('open', 'done')"))
        connection.execute(text("create table user_1.tasks (id serial primary key, status user_1.status)"))
    return {
        "plain": insert_tasks(world, Enum("open", "done", name="status")),
        "inherit_schema=True": insert_tasks(world, Enum("open", "done", name="status", inherit_schema=True)),
        'schema="tenant"': insert_tasks(world, Enum("open", "done", name="status", schema="tenant")),
    }


def insert_tasks(world: World, kind: Enum) -> list:
    base = declarative_base()

    class Task(base):
        __tablename__ = "tasks"
        __table_args__ = {"schema": "tenant"}
        id = Column(Integer, primary_key=True)
        status = Column(kind)

    def insert(count: int) -> int:
        with Session(bind=world.tenant(world.engine(), "user_1")) as db:
            db.add_all([Task(status="open") for _ in range(count)])
            db.flush()
            return count

    return [attempt(lambda: insert(1)), attempt(lambda: insert(3))]
