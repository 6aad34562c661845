import asyncio

from async_base import async_engine, use_schema_async
from base import Product, text
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession


async def work(schema):
    async with AsyncSession(async_engine, expire_on_commit=False) as db:
        await set_path(db, schema)
        await db.execute(update(Product).where(Product.id == 1).values(title=f"awaited of {schema}"))
        await db.commit()
        await set_path(db, schema)
        return list((await db.execute(select(Product.title).order_by(Product.id))).scalars())


def run(schema):
    return asyncio.run(work(schema))
