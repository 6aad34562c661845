# 🐘 A session that is bound to the tenant only sometimes is not scoped, so its SET stays.
from contextlib import contextmanager

from fastapi import Depends, Request
from sqlalchemy import Column, Integer, create_engine, text
from sqlalchemy.orm import Session, declarative_base, sessionmaker

Base = declarative_base()
engine = create_engine("postgresql://localhost/app")
SessionLocal = sessionmaker(bind=engine)


class Product(Base):
    __tablename__ = "products"
    __table_args__ = {"schema": "tenant"}
    id = Column(Integer, primary_key=True)


def engine_for(schema=None):
    if schema:
        return engine.execution_options(schema_translate_map={"tenant": schema})
    return engine


def by_function(schema: str):
    with SessionLocal(bind=engine_for(schema)) as db:
        yield db


def by_expression(schema: str):
    with SessionLocal(bind=engine.execution_options(schema_translate_map={"tenant": schema}) if schema else engine) as db:
        yield db


class Database:
    def __init__(self):
        self.engine = create_engine("postgresql://localhost/app")
        self.factory = sessionmaker(self.engine)

    @contextmanager
    def session(self, schema=None):
        bind = self.engine
        if schema:
            bind = bind.execution_options(schema_translate_map={"tenant": schema})
        with self.factory(bind=bind) as db:
            yield db


def may_be_none(schema: str | None = None):
    with SessionLocal(bind=engine.execution_options(schema_translate_map={"tenant": schema})) as db:
        yield db


def from_a_header(request: Request):
    schema = request.headers.get("x-tenant")
    with SessionLocal(bind=engine.execution_options(schema_translate_map={"tenant": schema})) as db:
        yield db


def checked(schema: str | None = None):
    if not schema:
        raise ValueError("no tenant")
    with SessionLocal(bind=engine.execution_options(schema_translate_map={"tenant": schema})) as db:
        yield db


def with_function(schema: str, db: Session = Depends(by_function)):
    db.execute(text(f"SET LOCAL search_path TO {schema}"))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none
    return db.query(Product).count()


def with_expression(schema: str, db: Session = Depends(by_expression)):
    db.execute(text(f"SET LOCAL search_path TO {schema}"))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none
    return db.query(Product).count()


def with_method(schema: str) -> int:
    with Database().session() as db:
        db.execute(text(f"SET LOCAL search_path TO {schema}"))
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none
        return db.query(Product).count()


def with_none(schema: str, db: Session = Depends(may_be_none)):
    db.execute(text(f"SET LOCAL search_path TO {schema}"))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none
    return db.query(Product).count()


def with_header(schema: str, db: Session = Depends(from_a_header)):
    db.execute(text(f"SET LOCAL search_path TO {schema}"))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none
    return db.query(Product).count()


def with_check(schema: str, db: Session = Depends(checked)):
    db.execute(text(f"SET LOCAL search_path TO {schema}"))
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=safe
    return db.query(Product).count()
