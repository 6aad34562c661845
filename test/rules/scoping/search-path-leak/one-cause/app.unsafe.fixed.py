# Several rules hold here; the first of them speaks.
from sqlalchemy import create_engine, text
from sqlalchemy.orm import sessionmaker

engine = create_engine("postgresql://localhost/app")
SessionLocal = sessionmaker(bind=engine)


def bound_and_leaked(schema: str) -> None:
    with SessionLocal() as db:
        db.execute(text("SELECT set_config('search_path', quote_ident(:schema), false)"), {"schema": schema})
        db.commit()


def leaked(user_id: int) -> None:
    with SessionLocal() as db:
        db.execute(text(f"SET search_path TO user_{user_id}"))
        db.commit()


def kept(user_id: int) -> None:
    with SessionLocal() as db:
        db.execute(text(f"SET search_path TO user_{user_id}"))
