import asyncio
from contextlib import asynccontextmanager

from async_base import AsyncSessionLocal, async_engine, use_schema_async
from base import Product, text
from sqlalchemy import select, update


@asynccontextmanager
async def session_scope():
    async with AsyncSessionLocal() as session:
        try:
            yield session
            await session.commit()
        except Exception:
            await session.rollback()
            raise


async def work(schema):
    async with session_scope() as db:
        await set_path(db, schema)
        await db.execute(update(Product).where(Product.id == 1).values(title=f"awaited of {schema}"))
    async with session_scope() as db:
        await set_path(db, schema)
        return list((await db.execute(select(Product.title).order_by(Product.id))).scalars())


def run(schema):
    return asyncio.run(work(schema))
