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


import logging
import re

logger = logging.getLogger(__name__)


def use_schema(db: Session, user_id: int) -> None:
    """Validation and logging do not make it more than a helper."""
    if not re.fullmatch("[0-9]+", str(user_id)):
        raise ValueError(user_id)
    db.execute(text(f"SET LOCAL search_path TO user_{user_id}, public"))
    logger.info("schema of %s", user_id)


def commit_and_use(db: Session, user_id: int) -> None:
    db.commit()
    use_schema(db, user_id)
#   ^^^^^^^^^^ search-path-helper fix=none


def works_too(db: Session, user_id: int) -> int:
    db.execute(text(f"SET LOCAL search_path TO user_{user_id}, public"))
    return db.query(Product).count()


def rename(user_id: int) -> None:
    with SessionLocal() as db:
        use_schema(db, user_id)
#       ^^^^^^^^^^ search-path-helper fix=safe
        db.query(Product).update({"title": "😀"})
        commit_and_use(db, user_id)
#       ^^^^^^^^^^^^^^ search-path-helper fix=safe
        db.query(Product).count()


def callers_of_workers_are_silent(user_id: int) -> int:
    with SessionLocal() as db:
        return works_too(db, user_id)


def handed_on(user_id: int):
    return use_schema
