"""The map is read with get_execution_options(); the search path knows nothing of it."""

from sqlalchemy import text
from sqlalchemy.orm import Session
from world import World, attempt


def run(world: World) -> dict:
    tenant = world.tenant(world.engine(), "user_1")
    with Session(bind=tenant) as db:
        return {
            "get_execution_options": db.get_bind().get_execution_options()["schema_translate_map"]["tenant"],
            "as a mapping": attempt(lambda: tenant.execution_options.get("schema_translate_map")),
            "by subscript": attempt(lambda: tenant.execution_options["schema_translate_map"]),
            "of a connection": attempt(lambda: db.connection().execution_options.get("schema_translate_map")),
            "a guard on the path": "user_1" in db.execute(text("SHOW search_path")).scalar(),
        }
