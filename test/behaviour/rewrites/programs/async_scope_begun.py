import asyncio
from contextlib import asynccontextmanager

from async_base import AsyncSessionLocal, async_engine, use_schema_async
from base import Product, text
from sqlalchemy import select, update


@asynccontextmanager
async def transaction():
    async with AsyncSessionLocal.begin() as session:
        yield session


@asynccontextmanager
async def beside():
    async with AsyncSessionLocal() as session, session.begin():
        yield session


async def work(schema):
    async with transaction() as db:
        await set_path(db, schema)
        await db.execute(update(Product).where(Product.id == 1).values(title=f"begun of {schema}"))
    async with beside() as db:
        await set_path(db, schema)
        return list((await db.execute(select(Product.title).order_by(Product.id))).scalars())


def run(schema):
    return asyncio.run(work(schema))
