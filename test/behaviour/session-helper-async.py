"""Runs the generated module in the folder argv[1], beside a `database` module, against the database in argv[2]."""

import asyncio
import sys
import types

from sqlalchemy import Column, Integer, String, create_engine, select, text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import declarative_base, sessionmaker

url = sys.argv[2]
database = types.ModuleType("database")
database.SessionLocal = sessionmaker(
    bind=create_engine(url.replace("postgresql://", "postgresql+psycopg2://"), pool_size=1, max_overflow=0)
)
database.AsyncSessionLocal = sessionmaker(
    bind=create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://"), pool_size=1, max_overflow=0),
    class_=AsyncSession,
    expire_on_commit=False,
)
database.engine = database.SessionLocal.kw["bind"]
database.async_engine = database.AsyncSessionLocal.kw["bind"]
sys.modules["database"] = database
sys.path.insert(0, sys.argv[1])
from tenant_session import async_tenant_session, tenant_session  # noqa: E402

Base = declarative_base()


class Product(Base):
    __tablename__ = "products"
    __table_args__ = {"schema": "tenant"}
    id = Column(Integer, primary_key=True)
    title = Column(String)


async def main():
    for schema in ("user_1", "User 2"):
        async with async_tenant_session(schema, search_path=True) as db:
            db.add(Product(title=f"async of {schema}"))
            await db.commit()
            raw = (await db.execute(text("SELECT title FROM products ORDER BY id"))).scalars().all()
        with tenant_session(schema) as db:
            db.add(Product(title=f"sync of {schema}"))
            db.commit()
        async with async_tenant_session(schema) as db:
            titles = (await db.execute(select(Product.title).order_by(Product.id))).scalars().all()
            path = (await db.execute(text("SHOW search_path"))).scalar()
        print(schema, titles, raw == titles[:1] and path == '"$user", public')


asyncio.run(main())
