from base import Base, SessionLocal, engine, text, use_schema
from sqlalchemy import Column, Integer, MetaData, Sequence, String
from sqlalchemy.orm import declarative_base

with engine.begin() as connection:
    for index, each in enumerate(("public", "user_1", "user_2")):
        connection.exec_driver_sql(f"DROP SEQUENCE IF EXISTS {each}.product_ids")
        connection.exec_driver_sql(f"CREATE SEQUENCE {each}.product_ids START {100 * index + 11}")

Numbered = declarative_base(metadata=MetaData())


class NumberedProduct(Numbered):
    __tablename__ = "products"
    __table_args__ = {"schema": "tenant"}
    id = Column(Integer, Sequence("product_ids"), primary_key=True)
    title = Column(String)


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        product = NumberedProduct(title=f"new of {schema}")
        db.add(product)
        db.flush()
        number = product.id
        db.commit()
        return number
