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


def note_for(schema):
    return Note(id=2, title=f"noted of {schema}")


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        db.add(note_for(schema))
        db.commit()
