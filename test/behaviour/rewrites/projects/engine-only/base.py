import os
import re
from contextlib import contextmanager

from sqlalchemy import Column, Integer, String, create_engine, event
from sqlalchemy.orm import Session, declarative_base

Base = declarative_base()
engine = create_engine(os.environ["DATABASE_URL"], pool_size=1, max_overflow=0, pool_timeout=3)


class Product(Base):
    __tablename__ = "products"
    __table_args__ = {"schema": "tenant"}
    id = Column(Integer, primary_key=True)
    title = Column(String)


@event.listens_for(engine, "before_cursor_execute", retval=True)
def drop_placeholder(connection, cursor, statement, parameters, context, executemany):
    return re.sub(r"\btenant\.", "", statement), parameters


@contextmanager
def tenant_session(schema: str):
    with Session(engine.execution_options(schema_translate_map={"tenant": schema})) as db:
        yield db


@contextmanager
def reading():
    with Session(engine) as session:
        yield session


def get_db():
    session = Session(engine)
    try:
        yield session
    finally:
        session.close()
