"""The same engine for coroutines. No pool: each `asyncio.run` has a loop of its own."""
import os
import re

from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import sessionmaker
from sqlalchemy.pool import NullPool

async_engine = create_async_engine(os.environ["DATABASE_URL"].replace("postgresql://", "postgresql+asyncpg://"), poolclass=NullPool)
AsyncSessionLocal = sessionmaker(bind=async_engine, class_=AsyncSession, expire_on_commit=False)


@event.listens_for(async_engine.sync_engine, "before_cursor_execute", retval=True)
def drop_placeholder(connection, cursor, statement, parameters, context, executemany):
    return re.sub(r"\btenant\.", "", statement), parameters


async def use_schema_async(db, schema: str) -> None:
    await db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
