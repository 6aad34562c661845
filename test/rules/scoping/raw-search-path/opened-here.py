from sqlalchemy import Column, Integer, String, create_engine, event, select, text
from sqlalchemy.orm import Session, declarative_base, sessionmaker

Base = declarative_base()
engine = create_engine("postgresql+psycopg2://localhost/app")
SessionLocal = sessionmaker(bind=engine)


class Product(Base):
    __tablename__ = "products"
    __table_args__ = {"schema": "tenant"}
    id = Column(Integer, primary_key=True)
    title = Column(String)


class User(Base):
    __tablename__ = "users"
    __table_args__ = {"schema": "public"}
    id = Column(Integer, primary_key=True)


def rename(user_id: int, title: str) -> None:
    db = SessionLocal()
    try:
        # Scope the session to the tenant.
        db.execute(text(f"SET LOCAL search_path TO user_{user_id}, public"))
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=safe
        db.query(Product).update({"title": title})  # 😀 all of them
        db.commit()
        db.execute(text(f"SET LOCAL search_path TO user_{user_id}, public"))
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=safe
        db.query(Product).count()
    finally:
        db.close()


def hoisted(user_id: int) -> int:
    db = SessionLocal()
    schema_name = f"user_{user_id}"
    db.execute(text(f"SET LOCAL search_path TO {schema_name}, public"))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=safe
    return db.query(Product).count()


def raw_sql_stays(user_id: int) -> int:
    with SessionLocal() as db:
        db.execute(text(f"SET LOCAL search_path TO user_{user_id}, public"))
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=unsafe
        return db.execute(text("SELECT count(*) FROM products")).scalar_one()


def qualified_sql_is_fine(user_id: int) -> int:
    with SessionLocal() as db:
        db.execute(text(f"SET LOCAL search_path TO user_{user_id}, public"))
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=safe
        db.query(Product).count()
        return db.execute(text("SELECT count(*) FROM public.users")).scalar_one()


def other_schemas_on_the_path(user_id: int) -> int:
    with SessionLocal() as db:
        db.execute(text(f"SET LOCAL search_path TO user_{user_id}, extensions"))
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none
        return db.query(Product).count()


def known_too_late(names: dict[int, str]) -> int:
    with SessionLocal() as db:
        schema_name = db.query(User).first().schema_name
        db.execute(text(f"SET LOCAL search_path TO {schema_name}, public"))
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none
        return db.query(Product).count()


def used_before(user_id: int) -> int:
    with SessionLocal() as db:
        db.query(Product).first()
        db.execute(text(f"SET LOCAL search_path TO user_{user_id}, public"))
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=unsafe
        return db.query(Product).count()


def unfollowed(user_id: int, work) -> int:
    with SessionLocal() as db:
        db.execute(text(f"SET LOCAL search_path TO user_{user_id}, public"))
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=unsafe
        return work(db)


def given_or_opened(user_id: int, db: Session | None = None) -> int:
    if db is None:
        db = SessionLocal()
    db.execute(text(f"SET LOCAL search_path TO user_{user_id}, public"))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none one session on some ways and another on others
    return db.query(Product).count()


def opened_when_none(user_id: int) -> int:
    db = None
    try:
        db = SessionLocal()
        db.execute(text(f"SET LOCAL search_path TO user_{user_id}, public"))
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=safe
        return db.query(Product).count()
    finally:
        if db is not None:
            db.close()


def text_in_a_filter(user_id: int) -> int:
    with SessionLocal() as db:
        db.execute(text(f"SET LOCAL search_path TO user_{user_id}, public"))
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none is text inside a statement
        return db.query(Product).filter(text("id IN (SELECT min(id) FROM products)")).count()


def harmless_text_in_a_filter(user_id: int) -> int:
    with SessionLocal() as db:
        db.execute(text(f"SET LOCAL search_path TO user_{user_id}, public"))
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=safe
        return db.query(Product).filter(text("title <> ''")).order_by(text("id DESC")).count()


def closure(user_id: int) -> int:
    db = SessionLocal()

    def count() -> int:
        return db.execute(text("SELECT count(*) FROM products")).scalar_one()

    db.execute(text(f"SET LOCAL search_path TO user_{user_id}, public"))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=unsafe
    return count()
