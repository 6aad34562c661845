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


def changes(schemas: list[str]):
    db = SessionLocal()
    for schema in schemas:
        statement = select(Product).execution_options(schema_translate_map={"tenant": schema})
        for product in db.scalars(statement):
#                      ^^^^^^^^^^ shared-session-across-tenants
            product.title = "😀"
    db.commit()


def reads(schemas: list[str]):
    with SessionLocal() as db:
        for schema in schemas:
            print(db.query(Product).execution_options(schema_translate_map={"tenant": schema}).all())
#                 ^^^^^^^^ shared-session-across-tenants


def columns(schemas: list[str]):
    with SessionLocal() as db:
        for schema in schemas:
            print(db.scalars(select(Product.id).execution_options(schema_translate_map={"tenant": schema})).all())


def expunged(schemas: list[str]):
    with SessionLocal() as db:
        for schema in schemas:
            print(db.query(Product).execution_options(schema_translate_map={"tenant": schema}).all())
            db.expunge_all()


def one_schema(schema: str, ids: list[int]):
    with SessionLocal() as db:
        for each in ids:
            print(db.query(Product).execution_options(schema_translate_map={"tenant": schema}).get(each))


def own_session(schemas: list[str]):
    for schema in schemas:
        with SessionLocal() as db:
            print(db.query(Product).execution_options(schema_translate_map={"tenant": schema}).all())
