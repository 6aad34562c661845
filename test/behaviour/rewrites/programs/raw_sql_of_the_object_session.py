from base import Base, SessionLocal, engine, text, use_schema
from sqlalchemy import Column, Integer, String
from sqlalchemy.orm import object_session


class AskingProduct(Base):
    __tablename__ = "products"
    __table_args__ = {"schema": "tenant", "extend_existing": True}
    id = Column(Integer, primary_key=True)
    title = Column(String)

    def offers_of_all(self):
        return [title for (title,) in object_session(self).execute(text("SELECT title FROM offers"))]


def run(schema):
    with SessionLocal() as db:
        set_path(db, schema)
        return db.get(AskingProduct, 1).offers_of_all()
