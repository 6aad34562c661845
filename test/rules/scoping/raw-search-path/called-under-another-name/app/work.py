"""🏷️ One caller is scoped, the other one says the functions by other names."""
from sqlalchemy import text

from app.models import Product


def count(db, schema: str) -> int:
    db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none
    return db.query(Product).count()


def total(db, schema: str) -> int:
    db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=safe
    return db.query(Product).count()
