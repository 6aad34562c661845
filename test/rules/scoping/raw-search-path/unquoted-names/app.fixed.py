# PostgreSQL makes an unquoted name lower case; a map takes it as it is.
from sqlalchemy import Column, Integer, create_engine
from sqlalchemy.orm import declarative_base, sessionmaker

Base = declarative_base()
engine = create_engine("postgresql://localhost/app")
SessionLocal = sessionmaker(bind=engine)


class Product(Base):
    __tablename__ = "products"
    __table_args__ = {"schema": "tenant"}
    id = Column(Integer, primary_key=True)


def unknown_case(schema: str) -> int:
    with SessionLocal(
        bind=engine.execution_options(schema_translate_map={"tenant": schema.lower()})
    ) as db:
        return db.query(Product).count()


def quoted(schema: str) -> int:
    with SessionLocal(bind=engine.execution_options(schema_translate_map={"tenant": schema})) as db:
        return db.query(Product).count()


def lowered(schema: str) -> int:
    with SessionLocal(
        bind=engine.execution_options(schema_translate_map={"tenant": schema.lower()})
    ) as db:
        return db.query(Product).count()


def numbered(user_id: int) -> int:
    with SessionLocal(
        bind=engine.execution_options(schema_translate_map={"tenant": f"user_{user_id}"})
    ) as db:
        return db.query(Product).count()
