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


def run(schema):
    with SessionLocal(bind=engine.execution_options(schema_translate_map={"tenant": schema})) as db:
        set_path(db, schema)
        return [title for (title,) in db.query(Note.title).filter(Note.id == 1)]
