"""🐘 Background work that opens its own sessions."""

from sqlalchemy import text

from app.db import Product, ReportSession, SessionLocal, reports


def in_a_with_block(schema: str) -> int:
    with SessionLocal() as db:
        db.execute(text(f'SET LOCAL search_path TO "{schema}", public'))
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=safe
        return db.query(Product).count()


def closed_at_the_end(user_id: int) -> int:
    # One session for the whole job.
    db = SessionLocal()  # closed below
    try:
        schema = f"user_{user_id}"
        db.execute(text(f'SET LOCAL search_path TO "{schema}", public'))
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=safe
        # Count, then leave.
        found = db.query(Product).count()
        note = """
  {found}
"""
        print(note)
    finally:
        db.close()
    return found


def with_handlers(schema: str) -> None:
    db = SessionLocal()
    try:
        db.execute(text(f'SET LOCAL search_path TO "{schema}", public'))
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=safe
        db.query(Product).delete()
        db.commit()
    except ValueError:
        db.rollback()
        raise
    finally:
        # Back to the pool.
        db.close()


def closed_by_hand(schema: str) -> int:
    db = SessionLocal()
    db.execute(text(f'SET LOCAL search_path TO "{schema}", public'))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=safe
    found = db.query(Product).count()
    db.close()
    return found


def never_closed(schema: str) -> list[Product]:
    db = SessionLocal()
    db.execute(text(f'SET LOCAL search_path TO "{schema}", public'))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=safe
    return db.query(Product).all()


def each_tenant(schemas: list[str]) -> int:
    found = 0
    with SessionLocal() as db:
        for schema in schemas:
            db.execute(text(f'SET LOCAL search_path TO "{schema}", public'))
#                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=safe
            found += db.query(Product).count()
    return found


def of_another_engine(schema: str) -> int:
    with ReportSession() as db:
        db.execute(text(f'SET LOCAL search_path TO "{schema}", public'))
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=safe
        return db.query(Product).count()
