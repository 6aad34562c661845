import os
import re
from contextlib import contextmanager

from sqlalchemy import Column, Integer, String, create_engine, event
from sqlalchemy.orm import declarative_base, sessionmaker

Base = declarative_base()
engine = create_engine(os.environ["DATABASE_URL"], pool_size=1, max_overflow=0, pool_timeout=3)
SessionLocal = sessionmaker(bind=engine)


class Product(Base):
    __tablename__ = "products"
    __table_args__ = {"schema": "tenant"}
    id = Column(Integer, primary_key=True)
    title = Column(String)


@event.listens_for(engine, "before_cursor_execute", retval=True)
def drop_placeholder(connection, cursor, statement, parameters, context, executemany):
    return re.sub(r"\btenant\.", "", statement), parameters


@contextmanager
def session_scope():
    session = SessionLocal()
    try:
        yield session
        session.commit()
    except Exception:
        session.rollback()
        raise
    finally:
        session.close()


@contextmanager
def reading():
    with SessionLocal() as session:
        yield session


def get_session():
    return SessionLocal()
