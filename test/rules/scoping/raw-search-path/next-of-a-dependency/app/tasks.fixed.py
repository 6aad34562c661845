import app.database

from app.database import SessionLocal, engine
from app.models import Product


def list_titles(user_id: int):
    db = SessionLocal(
        bind=engine.execution_options(schema_translate_map={"tenant": f"user_{user_id}"})
    )
    try:
        return [product.title for product in db.query(Product)]
    finally:
        db.close()


def retitle_all(user_ids: list[int]):
    for user_id in user_ids:
        db = app.database.SessionLocal(
            bind=app.database.engine.execution_options(
                schema_translate_map={"tenant": f"user_{user_id}".lower()}
            )
        )
        db.query(Product).update({"title": "new"})
        db.commit()
        db.close()
