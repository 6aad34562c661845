from sqlalchemy import Column, ForeignKey, Integer, String
from sqlalchemy.orm import declarative_base, relationship

from base import SessionLocal, engine, text, use_schema

Own = declarative_base()


class Shelf(Own):
    __tablename__ = "products"
    __table_args__ = {"schema": "tenant"}
    id = Column(Integer, primary_key=True)
    notes = relationship("Note")


class Note(Own):
    __tablename__ = "offers"
    id = Column(Integer, primary_key=True)
    product_id = Column(Integer, ForeignKey("tenant.products.id"))
    title = Column(String)


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        shelf = db.get(Shelf, 1)
        return [note.title for note in shelf.notes]
