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


def after_commit(user_id: int):
    db = SessionLocal()
    db.execute(text(f"SET LOCAL search_path TO user_{user_id}, public"))
    db.execute(text("DELETE FROM products"))
    db.commit()
    db.execute(text("DELETE FROM products"))
#                                ^^^^^^^^ search-path-lost


def after_rollback(user_id: int):
    db = SessionLocal()
    try:
        db.execute(text(f"SET LOCAL search_path TO user_{user_id}, public"))
        db.execute(text("DELETE FROM products"))
    except Exception:
        db.rollback()
        db.execute(text("INSERT INTO products (id) VALUES (1)"))
#                                    ^^^^^^^^ search-path-lost


def in_a_loop(user_id: int, ids: list[int]):
    db = SessionLocal()
    db.execute(text(f"SET LOCAL search_path TO user_{user_id}, public"))
    for each in ids:
        db.execute(text("DELETE FROM products WHERE id = :id"), {"id": each})
#                                    ^^^^^^^^ search-path-lost
        db.commit()


def said_again(user_id: int):
    db = SessionLocal()
    db.execute(text(f"SET LOCAL search_path TO user_{user_id}, public"))
    db.commit()
    db.execute(text(f"SET LOCAL search_path TO user_{user_id}, public"))
    db.execute(text("DELETE FROM products"))


def qualified(user_id: int):
    db = SessionLocal()
    db.execute(text(f"SET LOCAL search_path TO user_{user_id}, public"))
    db.commit()
    db.execute(text("DELETE FROM public.users"))
    db.query(Product).count()
