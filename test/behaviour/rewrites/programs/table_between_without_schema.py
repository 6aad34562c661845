from base import Base, SessionLocal, engine, text, use_schema
from sqlalchemy import Column, Integer, MetaData, String, Table
from sqlalchemy.orm import declarative_base, relationship

Linked = declarative_base(metadata=MetaData())
links = Table("offers", Linked.metadata, Column("id", Integer), Column("product_id", Integer))


class LinkedProduct(Linked):
    __tablename__ = "products"
    __table_args__ = {"schema": "tenant"}
    id = Column(Integer, primary_key=True)
    title = Column(String)
    others = relationship(
        "LinkedProduct",
        secondary=links,
        primaryjoin="LinkedProduct.id == offers.c.id",
        secondaryjoin="LinkedProduct.id == offers.c.product_id",
        viewonly=True,
    )


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        db.execute(text(f"UPDATE {schema}.offers SET product_id = 2"))
        return [[other.title for other in product.others] for product in db.query(LinkedProduct).order_by(LinkedProduct.id)]
