from sqlalchemy import Column, Integer, String, create_engine, text
from sqlalchemy.orm import Session, declarative_base, sessionmaker

Base = declarative_base()
engine = create_engine("postgresql+psycopg2://localhost/app")
SessionLocal = sessionmaker(bind=engine)


class Product(Base):
    __tablename__ = "products"
    __table_args__ = {"schema": "tenant"}
    id = Column(Integer, primary_key=True)
    title = Column(String)


# The schema parameter of a private function goes when nothing reads it any more.
def _rename(db: Session, title: str) -> None:
    db.query(Product).update({"title": title})  # 😀 all of them
    db.commit()


def rename_all(schemas: list[str], title: str) -> None:
    with SessionLocal() as db:
        for schema in schemas:
            with SessionLocal(
                bind=engine.execution_options(schema_translate_map={"tenant": schema.lower()})
            ) as schema_db:
                _rename(schema_db, title)  # one after the other


# A type is not needed where every caller gives a session.
def count(db, user_id: int) -> int:
    return db.query(Product).count()


def count_one(user_id: int) -> int:
    db = SessionLocal(
        bind=engine.execution_options(schema_translate_map={"tenant": f"user_{user_id}"})
    )
    try:
        return count(db, user_id)
    finally:
        db.close()


def nobody_calls(db: Session, schema: str) -> int:
    db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
    return db.query(Product).count()


def handed_on(db: Session, schema: str) -> int:
    db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
    return db.query(Product).count()


TASKS = [handed_on]


def only_one(schema: str) -> int:
    with SessionLocal() as db:
        return handed_on(db, schema)
