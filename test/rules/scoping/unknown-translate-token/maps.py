from sqlalchemy import Column, Integer, create_engine, select
from sqlalchemy.orm import Session, declarative_base, sessionmaker

Base = declarative_base()
engine = create_engine("postgresql://localhost/app")
TOKEN = "tenant"


class Product(Base):
    __tablename__ = "products"
    __table_args__ = {"schema": "tenant"}
    id = Column(Integer, primary_key=True)


def wrong(schema: str) -> Session:
    return Session(engine.execution_options(schema_translate_map={"tennant": schema}))
#                                                                ^^^^^^^^^^^^^^^^^^^ unknown-translate-token No model has schema `tennant`


def none_of_the_models(schema: str):
    return create_engine("postgresql://localhost/app", execution_options={"schema_translate_map": {None: schema}})
#                                                                                                 ^^^^^^^^^^^^^^ unknown-translate-token


def statement(schema: str):
    return select(Product).execution_options(schema_translate_map=dict(other=schema))
#                                                                 ^^^^^^^^^^^^^^^^^^ unknown-translate-token


def right(schema: str, name: str) -> list:
    return [
        engine.execution_options(schema_translate_map={"tenant": schema}),
        engine.execution_options(schema_translate_map={TOKEN: schema}),
        engine.execution_options(schema_translate_map={"tenant": schema, "shared": "shared"}),
        engine.execution_options(schema_translate_map={name: schema}),
        engine.execution_options(schema_translate_map={}),
        engine.execution_options(schema_translate_map=None),
    ]
