from sqlalchemy import Column, ForeignKey, Integer, String, case
from sqlalchemy.orm import declarative_base

from base import SessionLocal, engine, text, use_schema

Own = declarative_base()


class Ware(Own):
    __tablename__ = "products"
    __table_args__ = {"schema": "tenant"}
    id = Column(Integer, primary_key=True)
    name = Column("title", String)
    kind = case((id == 1, "offered"), else_="plain")
    __mapper_args__ = {"polymorphic_on": kind, "polymorphic_identity": "plain"}


class OfferedWare(Ware):
    __tablename__ = "offers"
    id = Column(Integer, ForeignKey("tenant.products.id"), primary_key=True)
    title = Column(String)
    __mapper_args__ = {"polymorphic_identity": "offered"}


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        ware = db.query(Ware).filter(Ware.id == 1).one()
        return [ware.name, ware.title]
