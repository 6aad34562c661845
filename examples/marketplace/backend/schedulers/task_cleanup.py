"""Every night: tasks that failed too often go, and what they cost is written down."""

from sqlalchemy import text

from models import StockAlert, Task, User
from shared.database import SessionLocal, set_user_schema


def drop_failed_tasks() -> None:
    """The path is still needed here: the statement below is raw SQL."""
    db = SessionLocal()
    try:
        users = db.query(User).filter(User.is_active).all()
        for user in users:
            db.execute(text(f"SET LOCAL search_path TO user_{user.id}, public"))
            db.execute(text("DELETE FROM tasks WHERE retry_count > 5"))
            db.commit()
    finally:
        db.close()


def count_tasks() -> dict[int, int]:
    counts = {}
    with SessionLocal() as db:
        user_ids = db.query(User.id).filter(User.is_active).all()
        for (user_id,) in user_ids:
            set_user_schema(db, user_id)
            counts[user_id] = db.query(Task).count()
            db.commit()
    return counts


def reset_retries(user_id: int) -> None:
    db = SessionLocal()
    try:
        db.execute(text(f"SET LOCAL search_path TO user_{user_id}, public"))
        db.query(Task).update({"retry_count": 0}, synchronize_session=False)
        db.commit()
        db.execute(text("UPDATE tasks SET name = trim(name)"))
        db.commit()
    finally:
        db.close()


def undo_retries(user_id: int) -> None:
    db = SessionLocal()
    try:
        db.execute(text(f"SET LOCAL search_path TO user_{user_id}, public"))
        db.query(Task).update({"retry_count": 1}, synchronize_session=False)
        db.rollback()
        waiting = db.execute(text("SELECT count(*) FROM tasks")).scalar_one()
        print(f"{waiting} tasks are left")
    finally:
        db.close()


def lower_thresholds(user_id: int) -> int:
    db = SessionLocal()
    try:
        db.execute(text(f"SET LOCAL search_path TO user_{user_id}, public"))
        db.query(StockAlert).update({"threshold": 1}, synchronize_session=False)
        db.commit()
        return db.query(StockAlert).count()
    finally:
        db.close()


def trim_names(user_id: int) -> None:
    db = SessionLocal()
    try:
        db.execute(text(f"SET LOCAL search_path TO user_{user_id}, public"))
        db.query(Task).update({"retry_count": 0}, synchronize_session=False)
        db.commit()
        db.execute(text(f"SET LOCAL search_path TO user_{user_id}, public"))
        db.execute(text("UPDATE tasks SET name = trim(name)"))
        db.commit()
    finally:
        db.close()


def count_public_users(user_id: int) -> int:
    db = SessionLocal()
    try:
        db.execute(text(f"SET LOCAL search_path TO user_{user_id}, public"))
        db.query(Task).update({"retry_count": 0}, synchronize_session=False)
        db.commit()
        return db.execute(text("SELECT count(*) FROM public.users")).scalar_one()
    finally:
        db.close()
