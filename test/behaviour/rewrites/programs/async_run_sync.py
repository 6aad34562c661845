import asyncio

from async_base import AsyncSessionLocal, async_engine, use_schema_async
from base import Product, text


def titles(db):
    return [title for (title,) in db.query(Product.title).order_by(Product.id)]


async def work(schema):
    async with AsyncSessionLocal() as db:
        await set_path(db, schema)
        return await db.run_sync(titles)


def run(schema):
    return asyncio.run(work(schema))
