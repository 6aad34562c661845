from sqlalchemy import text

from app.database import get_db, get_reporting_db, get_saved_db
from app.models import Product


def keep(user_id: int):
    sessions = get_db()
    db = next(sessions)
    db.execute(text(f"SET LOCAL search_path TO user_{user_id}"))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=safe
    titles = [product.title for product in db.query(Product)]
    sessions.close()
    return titles


def resume(user_id: int):
    sessions = get_db()
    db = next(sessions)
    db.execute(text(f"SET LOCAL search_path TO user_{user_id}"))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none
    titles = [product.title for product in db.query(Product)]
    next(sessions, None)
    return titles


def report(user_id: int):
    db = next(get_reporting_db())
    db.execute(text(f"SET LOCAL search_path TO user_{user_id}"))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none
    return [product.title for product in db.query(Product)]


def save(user_id: int):
    db = next(get_saved_db())
    db.execute(text(f"SET LOCAL search_path TO user_{user_id}"))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none
    return [product.title for product in db.query(Product)]
