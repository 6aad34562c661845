from sqlalchemy import Column, ForeignKey, Integer, String
from sqlalchemy.orm import declarative_base

from base import SessionLocal, engine, text, use_schema

Own = declarative_base()


class Shelf(Own):
    __tablename__ = "products"
    __table_args__ = {"schema": "tenant"}
    id = Column(Integer, primary_key=True)
    title = Column(String)


class Note(Own):
    __tablename__ = "offers"
    id = Column(Integer, primary_key=True)
    product_id = Column(Integer, ForeignKey("tenant.products.id"))
    title = Column(String)


EXPORTED = [Shelf, Note]


def run(schema):
    found = []
    with SessionLocal() as db:
        set_path(db, schema)
        for model in EXPORTED:
            found += [each.title for each in db.query(model).order_by(model.id)]
    return found
