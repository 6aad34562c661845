import asyncio

from async_base import AsyncSessionLocal, async_engine, use_schema_async
from base import Product, text
from sqlalchemy import update


async def get_session():
    async with AsyncSessionLocal() as session:
        yield session


async def work(schema):
    async for db in get_session():
        await set_path(db, schema)
        await db.execute(update(Product).where(Product.id == 1).values(title=f"awaited of {schema}"))
        await db.commit()


def run(schema):
    return asyncio.run(work(schema))
