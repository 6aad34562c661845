import asyncio
from contextlib import asynccontextmanager

import async_base
from async_base import use_schema_async
from base import Product, text
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import sessionmaker


class Database:
    def __init__(self) -> None:
        self._engine = async_base.async_engine
        self._sessions = sessionmaker(self._engine, class_=AsyncSession, expire_on_commit=False)

    @asynccontextmanager
    async def session(self):
        async with self._sessions() as session:
            try:
                yield session
                await session.commit()
            except Exception:
                await session.rollback()
                raise


db = Database()


async def work(schema):
    async with db.session() as s:
        await set_path(s, schema)
        await s.execute(update(Product).where(Product.id == 1).values(title=f"awaited of {schema}"))
    async with db.session() as s:
        await set_path(s, schema)
        return list((await s.execute(select(Product.title).order_by(Product.id))).scalars())


def run(schema):
    return asyncio.run(work(schema))
