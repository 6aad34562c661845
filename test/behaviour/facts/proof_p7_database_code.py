"""P7: a trigger that names a tenant table unqualified found it by the path; under the map it writes into public."""

from sqlalchemy import text
from sqlalchemy.orm import Session
from world import Product, World


def run(world: World) -> dict:
    engine = world.engine()

    def prepare(clause: str) -> None:
        with engine.begin() as connection:
            for schema in ("public", "user_1"):
                connection.execute(text(f"create table {schema}.audit (title text)"))
            connection.execute(
                text(
                    f"create function public.note() returns trigger language plpgsql {clause} as "
                    "$$ begin insert into audit values (new.title); return new; end $$"
                )
            )
            connection.execute(text("create trigger note before insert on user_1.products for each row execute function public.note()"))

    def noted(path: bool) -> dict:
        with Session(bind=world.tenant(engine, "user_1")) as db:
            if path:
                db.execute(text("SET LOCAL search_path TO user_1, public"))
            db.add(Product(id=2, title="new"))
            db.commit()
        return {schema: world.ask(f"select count(*) from {schema}.audit") for schema in ("public", "user_1")}

    prepare("")
    path = noted(True)
    world.reset()
    prepare("")
    rewritten = noted(False)
    world.reset()
    prepare("set search_path = user_1, pg_temp")
    return {"path": path, "rewritten": rewritten, "function with its own path": noted(False)}
