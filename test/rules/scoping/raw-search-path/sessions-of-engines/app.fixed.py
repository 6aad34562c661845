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
    with Session(
        engine.execution_options(schema_translate_map={"tenant": schema.lower()})
    ) as db:  # 😀 one tenant
        print(db.exec(select(Product)).all())


def opened_for_each(schemas: list[str]) -> None:
    with Session(bind=engine, expire_on_commit=False) as db:
        for schema in schemas:
            with Session(
                expire_on_commit=False, bind=engine.execution_options(schema_translate_map={"tenant": schema.lower()})
            ) as schema_db:
                schema_db.add(Product(title="one"))
                schema_db.commit()


def opened_with_a_long_name(the_name_of_the_schema_of_one_tenant: str, and_of_another_one: str) -> None:
    with Session(
        engine.execution_options(schema_translate_map={"tenant": the_name_of_the_schema_of_one_tenant.lower()}),  # the only one
        autoflush=False,
    ) as db:
        print(db.exec(select(Product)).all())
    db = Session(
        engine.execution_options(
            schema_translate_map={"tenant": f"{the_name_of_the_schema_of_one_tenant}_{and_of_another_one}".lower()}
        )
    )
    print(db.exec(select(Product)).all())


def of_a_class_of_its_own(schema: str) -> None:
    with Routed(engine) as db:
        db.exec(text(f"SET LOCAL search_path TO {schema}, public"))


def of_a_connection(schema: str) -> None:
    with engine.connect() as connection, Session(connection) as db:
        db.exec(text(f"SET LOCAL search_path TO {schema}, public"))


def of_any_engine(schema: str, bind) -> None:
    with Session(bind) as db:
        db.exec(text(f"SET LOCAL search_path TO {schema}, public"))
