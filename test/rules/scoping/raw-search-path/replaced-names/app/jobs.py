"""😀 Tests and the program put other factories under these names."""
from sqlalchemy import text

from . import database
from .database import LateSession, SessionLocal, UpdatedSession, jobs_engine, late_engine, session_scope
from .models import Product


def patched(schema: str) -> None:
    with SessionLocal() as db:
        db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=unsafe
        db.query(Product).count()


def scope_of_a_patched_module(schema: str) -> None:
    with session_scope() as db:
        db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=unsafe
        db.query(Product).count()


def assigned_at_the_start(schema: str) -> None:
    with database.JobSession() as db:
        db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=unsafe
        db.query(Product).count()


def made_anew(schema: str) -> None:
    with LateSession() as db:
        db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=unsafe
        db.query(Product).count()


def bound_anew(schema: str) -> None:
    with UpdatedSession() as db:
        db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none
        db.query(Product).count()
