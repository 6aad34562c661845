from sqlalchemy import text


def set_user_schema(db, user_id):
    db.execute(text(f"SET LOCAL search_path TO user_{user_id}, public"))


def list_schemas(db):
    return db.execute(text("SELECT nspname FROM pg_namespace")).scalars().all()
