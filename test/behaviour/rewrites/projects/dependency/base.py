import os
import re
from typing import Annotated

from fastapi import Depends, Header
from sqlalchemy import Column, Integer, String, create_engine, event
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import Session, declarative_base, sessionmaker

Base = declarative_base()
engine = create_engine(os.environ["DATABASE_URL"], pool_size=1, max_overflow=0, pool_timeout=3)
SessionLocal = sessionmaker(bind=engine)
async_url = os.environ["DATABASE_URL"].replace("postgresql://", "postgresql+asyncpg://")
async_engine = create_async_engine(async_url, pool_size=1, max_overflow=0, pool_timeout=3)
AsyncSessionLocal = async_sessionmaker(async_engine, expire_on_commit=False)


class User(Base):
    __tablename__ = "users"
    __table_args__ = {"schema": "public"}
    id = Column(Integer, primary_key=True)
    name = Column(String)


class Product(Base):
    __tablename__ = "products"
    __table_args__ = {"schema": "tenant"}
    id = Column(Integer, primary_key=True)
    title = Column(String)


def drop_placeholder(connection, cursor, statement, parameters, context, executemany):
    """Where no tenant is bound, the search path decides: what the code base did before."""
    return re.sub(r"\btenant\.", "", statement), parameters


event.listen(engine, "before_cursor_execute", drop_placeholder, retval=True)
event.listen(async_engine.sync_engine, "before_cursor_execute", drop_placeholder, retval=True)


def get_db():
    db = SessionLocal()
    try:
        yield db
    finally:
        db.close()


async def get_async_db():
    async with AsyncSessionLocal() as db:
        yield db


DbSession = Annotated[Session, Depends(get_db)]
AsyncDb = Annotated[AsyncSession, Depends(get_async_db)]


def get_current_user(db: Session = Depends(get_db), x_user: int = Header()) -> User:
    return db.get(User, x_user)
