from sqlalchemy import create_engine, text
from sqlalchemy.orm import sessionmaker

engine = create_engine("postgresql://localhost/app")
SessionLocal = sessionmaker(bind=engine)


def set_user_schema(db, user_id: int) -> None:
    db.execute(text(f"SET LOCAL search_path TO user_{user_id}, public"))


def set_user_search_path(db, user_id: int) -> None:
    # Nobody calls this one, so it keeps no other one alive.
    set_user_schema(db, user_id)
#   ^^^^^^^^^^^^^^^ search-path-helper fix=none


def set_search_path_safe(db, user_id: int) -> None:
    db.execute(text(f"SET LOCAL search_path TO user_{user_id}, public"))
