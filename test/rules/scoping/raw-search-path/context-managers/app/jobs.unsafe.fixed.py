import contextlib
from contextlib import ExitStack, closing

from sqlalchemy import text

from app import database

from .database import (
    Scopes,
    SessionLocal,
    engine,
    get_session,
    handing_on,
    injected_scope,
    noticed_scope,
    patched_scope,
    session_scope,
)
from .models import Product


def committed_by_the_scope(schema: str) -> None:
    with session_scope(
        bind=engine.execution_options(schema_translate_map={"tenant": schema.lower()})
    ) as db:
        db.query(Product).filter(Product.id == 1).update({"title": "one"})


def committed_with_a_name(schema: str) -> None:
    with session_scope("jobs", bind=engine.execution_options(schema_translate_map={"tenant": schema.lower()})) as db, open("log"):
        db.query(Product).filter(Product.id == 1).update({"title": "two"})


def handed_on_already(schema: str) -> None:
    with database.handing_on(expire_on_commit=False, bind=database.engine.execution_options(schema_translate_map={"tenant": schema.lower()})) as db:
        db.query(Product).count()


def bound_by_the_caller(schema: str) -> None:
    with handing_on(bind=database.engine.execution_options(schema_translate_map={"tenant": schema})) as db:
        db.query(Product).count()


def bound_by_the_caller_to_something(bind, schema: str) -> None:
    with handing_on(bind=bind) as db:
        db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
        db.query(Product).count()


def replaced_by_a_test(schema: str) -> None:
    with patched_scope(
        bind=engine.execution_options(schema_translate_map={"tenant": schema.lower()})
    ) as db:
        db.query(Product).count()


def noticed_by_others(schema: str) -> None:
    with noticed_scope() as db:
        db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
        db.query(Product).count()


def injected_elsewhere(schema: str) -> None:
    with injected_scope() as db:
        db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
        db.query(Product).count()


def opened_by_a_method(schema: str) -> None:
    with Scopes().open() as db:
        db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
        db.query(Product).count()


def reset_in_the_block(schema: str) -> None:
    with session_scope(
        bind=engine.execution_options(schema_translate_map={"tenant": schema.lower()})
    ) as db:
        db.query(Product).count()


def closed_at_the_end(schema: str) -> int:
    with closing(SessionLocal(
        bind=engine.execution_options(schema_translate_map={"tenant": schema.lower()})
    )) as db:
        return db.query(Product).count()


def closed_at_the_end_of_a_loop(schemas: list[str]) -> None:
    with contextlib.closing(get_session()) as db:
        for schema in schemas:
            with SessionLocal(
                bind=engine.execution_options(schema_translate_map={"tenant": schema.lower()})
            ) as schema_db:
                print(schema_db.query(Product).count())
                schema_db.commit()


def on_a_stack(schema: str) -> int:
    with ExitStack() as stack:
        db = stack.enter_context(SessionLocal(
            bind=engine.execution_options(schema_translate_map={"tenant": schema.lower()})
        ))
        return db.query(Product).count()


def returned(schema: str) -> int:
    db = SessionLocal(bind=engine.execution_options(schema_translate_map={"tenant": schema.lower()}))
    try:
        return db.query(Product).count()
    finally:
        db.close()
