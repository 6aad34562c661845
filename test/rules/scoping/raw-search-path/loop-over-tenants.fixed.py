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


def safe(schemas: list[str]) -> int:
    found = 0
    db = SessionLocal()
    try:
        for schema in schemas:
            with SessionLocal(
                bind=engine.execution_options(schema_translate_map={"tenant": schema})
            ) as schema_db:
                found += schema_db.query(Product).count()
                # A block of text stays as it is.
                note = """
  {found}
"""
                print(note)
                schema_db.commit()
    finally:
        db.close()
    return found


def one_transaction(schemas: list[str]) -> None:
    with SessionLocal() as db:
        for schema in schemas:
            db.execute(text(f'SET LOCAL search_path TO "{schema}", public'))
            db.query(Product).delete()
        db.commit()


def objects_of_the_outer_session() -> None:
    with SessionLocal() as db:
        for user in db.query(User):
            db.execute(text(f"SET LOCAL search_path TO user_{user.id}, public"))
            db.query(Product).delete()
            db.commit()


def handler_around(schemas: list[str]) -> None:
    db = SessionLocal()
    for schema in schemas:
        with SessionLocal(
            bind=engine.execution_options(schema_translate_map={"tenant": schema})
        ) as schema_db:
            try:
                schema_db.query(Product).delete()
                schema_db.commit()
            except Exception:
                schema_db.rollback()
                continue
    db.close()
