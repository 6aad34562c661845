from contextlib import asynccontextmanager, contextmanager

from sqlalchemy import Column, Integer, String, create_engine
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import declarative_base, relationship, sessionmaker

Base = declarative_base()
engine = create_engine("postgresql+psycopg2://localhost/app")
SessionLocal = sessionmaker(bind=engine)
async_engine = create_async_engine("postgresql+asyncpg://localhost/app")
AsyncSessionLocal = async_sessionmaker(async_engine)


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


def get_db():
    with SessionLocal() as db:
        yield db


async def get_async_db():
    async with AsyncSessionLocal() as db:
        yield db


@contextmanager
def tenant_session(schema: str):
    with SessionLocal(bind=engine.execution_options(schema_translate_map={"tenant": schema})) as db:
        yield db


@asynccontextmanager
async def async_tenant_session(schema: str):
    bound = async_engine.execution_options(schema_translate_map={"tenant": schema})
    async with AsyncSessionLocal(bind=bound) as db:
        yield db
