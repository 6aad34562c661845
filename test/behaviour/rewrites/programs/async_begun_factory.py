import asyncio

from async_base import AsyncSessionLocal, async_engine, use_schema_async
from base import Product, text
from sqlalchemy import update


async def work(schema):
    async with AsyncSessionLocal.begin() as db:
        await set_path(db, schema)
        await db.execute(update(Product).where(Product.id == 1).values(title=f"awaited of {schema}"))


def run(schema):
    return asyncio.run(work(schema))
