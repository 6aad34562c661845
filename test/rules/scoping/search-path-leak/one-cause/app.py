# Several rules hold here; the first of them speaks.
from sqlalchemy import create_engine, text
from sqlalchemy.orm import sessionmaker

engine = create_engine("postgresql://localhost/app")
SessionLocal = sessionmaker(bind=engine)


def bound_and_leaked(schema: str) -> None:
    with SessionLocal() as db:
        db.execute(text("SET search_path TO :schema"), {"schema": schema})
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ search-path-bind-parameter
        db.commit()


def leaked(user_id: int) -> None:
    with SessionLocal() as db:
        db.execute(text(f"SET search_path TO user_{user_id}"))
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ search-path-leak
        db.commit()


def kept(user_id: int) -> None:
    with SessionLocal() as db:
        db.execute(text(f"SET search_path TO user_{user_id}"))
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path
