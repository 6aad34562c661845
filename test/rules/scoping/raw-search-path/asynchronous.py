from sqlalchemy import Column, Integer, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import declarative_base

Base = declarative_base()
async_engine = create_async_engine("postgresql+asyncpg://localhost/app")
AsyncSessionLocal = async_sessionmaker(async_engine, expire_on_commit=False)


class Product(Base):
    __tablename__ = "products"
    __table_args__ = {"schema": "tenant"}
    id = Column(Integer, primary_key=True)


async def opened_here(user_id: int) -> list[int]:
    async with AsyncSessionLocal() as db:
        await db.execute(text(f"SET LOCAL search_path TO user_{user_id}, public"))
#                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=safe
        rows = await db.scalars(select(Product.id))
        await db.commit()
        return list(rows)


async def each_tenant(schemas: list[str]) -> None:
    async with AsyncSessionLocal() as db:
        for schema in schemas:
            await db.execute(text(f'SET LOCAL search_path TO "{schema}", public'))
#                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=safe
            await db.execute(update(Product).values(id=1))
            await db.commit()


async def get_user_db(user_id: int):
    async with AsyncSessionLocal(bind=async_engine.execution_options(schema_translate_map={"tenant": f"user_{user_id}"})) as db:
        yield db


async def scoped_already(user_id: int) -> None:
    async for db in get_user_db(user_id):
        await db.execute(text(f"SET LOCAL search_path TO user_{user_id}, public"))
#                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=safe
        await db.execute(update(Product).values(id=2))  # 😀


async def given(db: AsyncSession, schema: str) -> None:
    await db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
#                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none
