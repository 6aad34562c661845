from sqlalchemy import text

from .database import SessionLocal
from .models import Product


def mocked(schema: str) -> None:
    """A mock takes whatever it is called with."""
    with SessionLocal() as db:
        db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=safe
        db.query(Product).count()
