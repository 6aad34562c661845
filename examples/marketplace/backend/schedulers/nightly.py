"""Nightly work from the first year: the path belongs to the connection, and stays on it."""

from sqlalchemy import text, update

from models import OAuthToken, Product, User
from shared.database import SessionLocal, engine


def clear_stock_of_all() -> None:
    db = SessionLocal()
    try:
        users = db.query(User).all()
        for user in users:
            db.execute(text(f"SET search_path TO user_{user.id}, public"))
            db.query(Product).update({"stock": 0}, synchronize_session=False)
            db.commit()
    finally:
        db.close()


def forget_tokens(user_id: int) -> None:
    db = SessionLocal()
    db.execute(text("SET SESSION search_path TO user_%d, public" % user_id))
    db.query(OAuthToken).delete(synchronize_session=False)
    db.commit()
    db.close()


def clear_stock_in_core(user_id: int) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql(f"SET search_path = user_{user_id}, public")
        connection.execute(update(Product).values(stock=0))


def mark_unknown(user_id: int) -> None:
    with engine.connect() as connection:
        connection.execute(text(f"SET SCHEMA 'user_{user_id}'"))
        connection.execute(update(Product).values(sku="unknown"))
        connection.commit()


def mark_unknown_and_reset(user_id: int) -> None:
    with engine.connect() as connection:
        try:
            connection.execute(text(f"SET search_path TO user_{user_id}, public"))
            connection.execute(update(Product).values(sku="unknown"))
            connection.commit()
        finally:
            connection.execute(text("RESET search_path"))
            connection.commit()


def count_in_transaction(user_id: int) -> int:
    with SessionLocal() as db:
        db.execute(text(f"SET search_path TO user_{user_id}, public"))
        return db.query(Product).count()
