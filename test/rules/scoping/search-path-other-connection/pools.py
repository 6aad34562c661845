from typing import Optional

import asyncpg

pool: Optional[asyncpg.Pool] = None


class Shops:
    def __init__(self, pool: asyncpg.Pool, schema: str):
        self._pool = pool
        self._schema = schema

    async def on_the_pool(self):
        await self._pool.execute(f'SET search_path TO "{self._schema}"')
#                                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ search-path-other-connection fix=none `self._pool` is a pool
        return await self._pool.fetch("SELECT * FROM shops")

    async def with_its_work(self):
        await self._pool.execute(f'SET search_path TO "{self._schema}"; DELETE FROM shops')

    async def on_one_connection(self):
        async with self._pool.acquire() as connection:
            await connection.execute(f'SET search_path TO "{self._schema}"')
            return await connection.fetch("SELECT * FROM shops")


async def made_here(dsn: str, schema: str):
    shops = await asyncpg.create_pool(dsn)
    await shops.execute(f'SET search_path TO "{schema}"')
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ search-path-other-connection
    return await shops.fetch("SELECT * FROM shops")


async def one_connection(dsn: str, schema: str):
    connection = await asyncpg.connect(dsn)
    await connection.execute(f'SET search_path TO "{schema}"')
    return await connection.fetch("SELECT * FROM shops")
