from base import Base, SessionLocal, engine, text, use_schema
from sqlalchemy import Column, Integer, String, literal_column
from sqlalchemy.orm import column_property


class PricedProduct(Base):
    __tablename__ = "products"
    __table_args__ = {"schema": "tenant", "extend_existing": True}
    id = Column(Integer, primary_key=True)
    title = Column(String)
    offer = column_property(literal_column("(SELECT max(o.title) FROM offers o)"))


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        return [product.offer for product in db.query(PricedProduct)]
