from sqlalchemy import text

from app.models import Product


def imported_when_it_runs(schema: str) -> int:
    from app.db import reading

    with reading() as db:
        db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none
        return db.query(Product).count()
