import asyncio

from async_base import AsyncSessionLocal, async_engine, use_schema_async
from base import Product, text
from sqlalchemy import select, update


async def names(schemas):
    for schema in schemas:
        yield schema


async def work(schemas):
    found = []
    async with AsyncSessionLocal() as db:
        async for schema in names(schemas):
            await set_path(db, schema)
            await db.execute(update(Product).where(Product.id == 1).values(title=f"awaited of {schema}"))
            found.append((await db.execute(select(Product.title).order_by(Product.id))).scalars().all())
            await db.commit()
    return found


def run(*schemas):
    return asyncio.run(work(schemas))
