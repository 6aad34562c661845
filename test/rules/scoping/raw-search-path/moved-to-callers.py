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
def _rename(db: Session, schema: str, title: str) -> None:
    # Scope the session to the tenant.
    db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=unsafe
    db.query(Product).update({"title": title})  # 😀 all of them
    db.commit()


def rename_all(schemas: list[str], title: str) -> None:
    with SessionLocal() as db:
        for schema in schemas:
            _rename(db, schema, title)  # one after the other


# A type is not needed where every caller gives a session.
def count(db, user_id: int) -> int:
    db.execute(text(f"SET LOCAL search_path TO user_{user_id}, public"))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=unsafe
    return db.query(Product).count()


def count_one(user_id: int) -> int:
    db = SessionLocal()
    try:
        return count(db, user_id)
    finally:
        db.close()


def nobody_calls(db: Session, schema: str) -> int:
    db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none so who opens its session is not known
    return db.query(Product).count()


def handed_on(db: Session, schema: str) -> int:
    db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none may have callers that the project does not show
    return db.query(Product).count()


TASKS = [handed_on]


def only_one(schema: str) -> int:
    with SessionLocal() as db:
        return handed_on(db, schema)
