"""😀"""

from app.db import session_scope
from app.models import Product
from app.db.factory import SessionLocal, engine


def rename(schema: str) -> None:
    with session_scope(
        bind=engine.execution_options(schema_translate_map={"tenant": schema.lower()})
    ) as db:
        db.query(Product).filter(Product.id == 1).update({"title": "one"})


def count(schema: str) -> int:
    with SessionLocal(
        bind=engine.execution_options(schema_translate_map={"tenant": schema.lower()})
    ) as db:
        return db.query(Product).count()
