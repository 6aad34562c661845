from sqlalchemy import CheckConstraint, Index

from base import Base, Column, Integer, SessionLocal, String, engine, text, use_schema


class Item(Base):
    __tablename__ = "products"
    __table_args__ = (
        Index("ix_items_title", text("title_key(title)"), postgresql_where=text("is_open(id)")),
        CheckConstraint("title_fits(title)"),
        {"schema": "tenant", "extend_existing": True},
    )
    id = Column(Integer, primary_key=True)
    title = Column(String, server_default=text("next_title()"))


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        return [item.title for item in db.query(Item).order_by(Item.id)]
