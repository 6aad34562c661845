from app.db import SessionLocal, tenant_session
from app.work import count, total
from app.work import count as products_of


def scoped(schema: str) -> int:
    with tenant_session(schema) as db:
        return count(db, schema) + total(db, schema)


def unscoped(schema: str) -> int:
    with SessionLocal() as db:
        return products_of(db, schema)
