"""😀"""
from sqlalchemy import text

from app.db import reading, session_scope
from app.models import Product


def rename(schema: str) -> None:
    with session_scope() as db:
        db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=safe
        db.query(Product).filter(Product.id == 1).update({"title": "one"})


def count(schema: str) -> int:
    with reading() as db:
        db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=safe
        return db.query(Product).count()
