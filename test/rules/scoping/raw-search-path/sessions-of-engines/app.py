from sqlalchemy import Column, Integer, String, create_engine, text
from sqlalchemy.orm import DeclarativeBase
from sqlmodel import Session, select

engine = create_engine("postgresql://localhost/app")


class Base(DeclarativeBase):
    pass


class Product(Base):
    __tablename__ = "products"
    __table_args__ = {"schema": "tenant"}
    id = Column(Integer, primary_key=True)
    title = Column(String)


class Routed(Session):
    pass


def opened_here(schema: str) -> None:
    with Session(engine) as db:  # 😀 one tenant
        db.exec(text(f"SET LOCAL search_path TO {schema}, public"))
#                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=safe
        print(db.exec(select(Product)).all())


def opened_for_each(schemas: list[str]) -> None:
    with Session(bind=engine, expire_on_commit=False) as db:
        for schema in schemas:
            db.exec(text(f"SET LOCAL search_path TO {schema}, public"))
#                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=safe
            db.add(Product(title="one"))
            db.commit()


def opened_with_a_long_name(the_name_of_the_schema_of_one_tenant: str, and_of_another_one: str) -> None:
    with Session(
        engine,  # the only one
        autoflush=False,
    ) as db:
        db.exec(text(f"SET LOCAL search_path TO {the_name_of_the_schema_of_one_tenant}, public"))
#                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=safe
        print(db.exec(select(Product)).all())
    db = Session(engine)
    db.exec(text(f"SET LOCAL search_path TO {the_name_of_the_schema_of_one_tenant}_{and_of_another_one}"))
#                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=safe
    print(db.exec(select(Product)).all())


def of_a_class_of_its_own(schema: str) -> None:
    with Routed(engine) as db:
        db.exec(text(f"SET LOCAL search_path TO {schema}, public"))
#                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none without a session factory


def of_a_connection(schema: str) -> None:
    with engine.connect() as connection, Session(connection) as db:
        db.exec(text(f"SET LOCAL search_path TO {schema}, public"))
#                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none not known to be an engine


def of_any_engine(schema: str, bind) -> None:
    with Session(bind) as db:
        db.exec(text(f"SET LOCAL search_path TO {schema}, public"))
#                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none not known to be an engine
