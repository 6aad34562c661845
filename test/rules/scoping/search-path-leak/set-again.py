# 🔁 What closes the session takes the second path back, and the first one is the path again.
from sqlalchemy import create_engine, text
from sqlalchemy.orm import sessionmaker

engine = create_engine("postgresql://localhost/app")
SessionLocal = sessionmaker(bind=engine)


def set_again_without_a_commit(schema: str) -> list:
    with SessionLocal() as db:
        db.execute(text(f"SET search_path TO {schema}, public"))
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ search-path-leak
        db.commit()
        db.execute(text(f"SET search_path TO {schema}, public"))
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path
        return db.execute(text("SELECT id FROM products")).all()


def local_in_between(schema: str) -> list:
    with SessionLocal() as db:
        db.execute(text(f"SET search_path TO {schema}, public"))
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ search-path-leak
        db.commit()
        db.execute(text("SET LOCAL search_path TO reports"))
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path
        db.commit()
        return db.execute(text("SELECT id FROM products")).all()


def begun_with_the_session(schema: str) -> None:
    with SessionLocal() as db, db.begin():
        db.execute(text(f"SET search_path TO {schema}, public"))
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ search-path-leak


def set_for_good_in_the_end(schema: str) -> None:
    with SessionLocal() as db:
        db.execute(text(f"SET search_path TO {schema}, public"))
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path
        db.commit()
        db.execute(text("SET search_path TO public"))
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path
        db.commit()
