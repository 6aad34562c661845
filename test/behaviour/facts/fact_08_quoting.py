"""A list in one literal is one strange name; SET SCHEMA takes a literal only."""

from sqlalchemy import text
from world import World, attempt


def run(world: World) -> dict:
    with world.engine().connect() as connection:
        connection.execute(text("SET search_path TO 'user_1, public'"))
        listed = connection.execute(text("SELECT current_schemas(false)::text")).scalar()
        connection.execute(text("SET search_path TO 'user_1', public"))
        two = connection.execute(text("SELECT current_schemas(false)::text")).scalar()
        unquoted = attempt(lambda: connection.execute(text("SET SCHEMA user_1")))
    return {"one literal": listed, "two members": two, "SET SCHEMA x": unquoted}
