import app.database
from sqlalchemy import text

from app.database import get_db
from app.models import Product


def list_titles(user_id: int):
    db = next(get_db())
    try:
        db.execute(text(f"SET LOCAL search_path TO user_{user_id}"))
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=safe
        return [product.title for product in db.query(Product)]
    finally:
        db.close()


def retitle_all(user_ids: list[int]):
    for user_id in user_ids:
        db = next(app.database.get_db())
        db.execute(text(f"SET LOCAL search_path TO user_{user_id}"))
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=safe
        db.query(Product).update({"title": "new"})
        db.commit()
        db.close()
