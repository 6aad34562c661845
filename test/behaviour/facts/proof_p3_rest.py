"""P3: another member of the path gave tables too; the map knows one schema."""

from sqlalchemy import Column, Integer, String, text
from sqlalchemy.orm import Session, declarative_base
from world import World, attempt

Base = declarative_base()


class Report(Base):
    __tablename__ = "reports"
    id = Column(Integer, primary_key=True)
    title = Column(String)


def run(world: World) -> dict:
    engine = world.engine()
    with engine.begin() as connection:
        connection.execute(text("create schema archive"))
        connection.execute(text("create table archive.reports (id int primary key, title text)"))
        connection.execute(text("insert into archive.reports values (1, 'archived')"))
    with Session(engine) as db:
        db.execute(text("SET LOCAL search_path TO user_1, archive, public"))
        path = db.query(Report).one().title
    with Session(bind=world.tenant(engine, "user_1")) as db:
        return {"path": path, "rewritten": attempt(lambda: db.query(Report).one().title)}
