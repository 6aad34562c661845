from sqlalchemy import literal_column
from sqlalchemy.orm import column_property

from base import Base, Column, Integer, SessionLocal, String, engine, text, use_schema


class Item(Base):
    __tablename__ = "products"
    __table_args__ = {"schema": "tenant", "extend_existing": True}
    id = Column(Integer, primary_key=True)
    title = Column(String)


Item.offer = column_property(literal_column("(SELECT max(title) FROM offers)"))


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        return [item.offer for item in db.query(Item).order_by(Item.id)]
