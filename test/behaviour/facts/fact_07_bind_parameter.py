"""SET takes no parameter except where psycopg2 writes it into the text; set_config takes one everywhere."""

import asyncio

import asyncpg
from sqlalchemy import text
from world import VERSION, World, attempt

SET = text("SET LOCAL search_path TO :schema")
CONFIG = text("SELECT set_config('search_path', :schema, true)")


def run(world: World) -> dict:
    seen = {}
    # SQLAlchemy knows psycopg 3 since 2.0.
    for driver in ("psycopg2", *(["psycopg"] if VERSION >= (2, 0) else [])):
        for name, statement in (("SET", SET), ("set_config", CONFIG)):
            with world.engine(driver).connect() as connection:
                seen[f"{driver} {name}"] = attempt(lambda: path_after(connection, statement))
    return {**seen, **asyncio.run(over_asyncpg(world.url))}


def path_after(connection, statement) -> str:
    connection.execute(statement, {"schema": "user_1"})
    return connection.execute(text("SHOW search_path")).scalar()


async def over_asyncpg(url: str) -> dict:
    seen = {}
    for name, statement in (("SET", "SET search_path TO $1"), ("set_config", "SELECT set_config('search_path', $1, false)")):
        connection = await asyncpg.connect(url)
        try:
            await connection.execute(statement, "user_1")
            seen[f"asyncpg {name}"] = await connection.fetchval("SHOW search_path")
        except asyncpg.PostgresError as error:
            seen[f"asyncpg {name}"] = f"raises {type(error).__name__}"
        finally:
            await connection.close()
    return seen
