import asyncio

from async_base import AsyncSessionLocal, async_engine, use_schema_async
from base import Product, text
from sqlalchemy import select


async def work(schema):
    async with AsyncSessionLocal() as db:
        await set_path(db, schema)
        return list((await db.execute(select(Product.title).order_by(Product.id))).scalars())


async def all_of(schemas):
    return await asyncio.gather(*(work(schema) for schema in schemas))


def run(*schemas):
    return asyncio.run(all_of(schemas))
