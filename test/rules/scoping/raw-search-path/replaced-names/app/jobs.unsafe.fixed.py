"""😀 Tests and the program put other factories under these names."""
from sqlalchemy import text

from . import database
from .database import LateSession, SessionLocal, UpdatedSession, engine, jobs_engine, late_engine, session_scope
from .models import Product


def patched(schema: str) -> None:
    with SessionLocal(
        bind=engine.execution_options(schema_translate_map={"tenant": schema.lower()})
    ) as db:
        db.query(Product).count()


def scope_of_a_patched_module(schema: str) -> None:
    with SessionLocal(
        bind=engine.execution_options(schema_translate_map={"tenant": schema.lower()})
    ) as db:
        db.query(Product).count()


def assigned_at_the_start(schema: str) -> None:
    with database.JobSession(
        bind=jobs_engine.execution_options(schema_translate_map={"tenant": schema.lower()})
    ) as db:
        db.query(Product).count()


def made_anew(schema: str) -> None:
    with LateSession(
        bind=late_engine.execution_options(schema_translate_map={"tenant": schema.lower()})
    ) as db:
        db.query(Product).count()


def bound_anew(schema: str) -> None:
    with UpdatedSession() as db:
        db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
        db.query(Product).count()
