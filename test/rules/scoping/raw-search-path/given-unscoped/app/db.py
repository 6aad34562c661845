from typing import Annotated

from fastapi import Depends, Header
from sqlalchemy import Column, ForeignKey, Integer, String, create_engine
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import Session, declarative_base, relationship, sessionmaker

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
    company_id = Column(Integer)
    orders = relationship("Order")


class Product(Base):
    __tablename__ = "products"
    __table_args__ = {"schema": "tenant"}
    id = Column(Integer, primary_key=True)
    title = Column(String)


class Order(Base):
    __tablename__ = "orders"
    __table_args__ = {"schema": "tenant"}
    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey("public.users.id"))
    user = relationship("User")


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


def get_current_user(db: Session = Depends(get_db), token: str = Header()) -> User:
    return db.query(User).filter(User.name == token).one()


def get_user_db(current_user: User = Depends(get_current_user)):
    schema = f"user_{current_user.id}"
    db = SessionLocal(bind=engine.execution_options(schema_translate_map={"tenant": schema}))
    try:
        yield db, current_user
    finally:
        db.close()


def get_tenant_db(x_tenant: str = Header()):
    with SessionLocal(bind=engine.execution_options(schema_translate_map={"tenant": x_tenant})) as db:
        yield db


TenantSession = Annotated[Session, Depends(get_tenant_db)]


async def get_async_tenant_db(x_tenant: str = Header()):
    bound = async_engine.execution_options(schema_translate_map={"tenant": x_tenant})
    async with AsyncSessionLocal(bind=bound) as db:
        yield db
