"""🐘 Background work that opens its own sessions."""

from app.db import Product, ReportSession, SessionLocal, engine, reports, tenant_session


def in_a_with_block(schema: str) -> int:
    with tenant_session(schema) as db:
        return db.query(Product).count()


def closed_at_the_end(user_id: int) -> int:
    # One session for the whole job.
    schema = f"user_{user_id}"
    with tenant_session(schema) as db:  # closed below
        # Count, then leave.
        found = db.query(Product).count()
        note = """
  {found}
"""
        print(note)
    return found


def with_handlers(schema: str) -> None:
    with tenant_session(schema) as db:
        try:
            db.query(Product).delete()
            db.commit()
        except ValueError:
            db.rollback()
            raise
        finally:
            # Back to the pool.
            db.close()


def closed_by_hand(schema: str) -> int:
    with tenant_session(schema) as db:
        found = db.query(Product).count()
    return found


def never_closed(schema: str) -> list[Product]:
    db = SessionLocal(bind=engine.execution_options(schema_translate_map={"tenant": schema}))
    return db.query(Product).all()


def each_tenant(schemas: list[str]) -> int:
    found = 0
    with SessionLocal() as db:
        for schema in schemas:
            with tenant_session(schema) as schema_db:
                found += schema_db.query(Product).count()
    return found


def of_another_engine(schema: str) -> int:
    with ReportSession(
        bind=reports.execution_options(schema_translate_map={"tenant": schema})
    ) as db:
        return db.query(Product).count()
