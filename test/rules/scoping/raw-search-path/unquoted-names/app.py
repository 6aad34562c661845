# PostgreSQL makes an unquoted name lower case; a map takes it as it is.
from sqlalchemy import Column, Integer, create_engine, text
from sqlalchemy.orm import declarative_base, sessionmaker

Base = declarative_base()
engine = create_engine("postgresql://localhost/app")
SessionLocal = sessionmaker(bind=engine)


class Product(Base):
    __tablename__ = "products"
    __table_args__ = {"schema": "tenant"}
    id = Column(Integer, primary_key=True)


def unknown_case(schema: str) -> int:
    with SessionLocal() as db:
        db.execute(text(f"SET LOCAL search_path TO {schema}, public"))  # 🐘
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=safe
        return db.query(Product).count()


def quoted(schema: str) -> int:
    with SessionLocal() as db:
        db.execute(text(f'SET LOCAL search_path TO "{schema}", public'))
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=safe
        return db.query(Product).count()


def lowered(schema: str) -> int:
    with SessionLocal() as db:
        db.execute(text(f"SET LOCAL search_path TO {schema.lower()}, public"))
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=safe
        return db.query(Product).count()


def numbered(user_id: int) -> int:
    with SessionLocal() as db:
        db.execute(text(f"SET LOCAL search_path TO user_{user_id}, public"))
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=safe
        return db.query(Product).count()
