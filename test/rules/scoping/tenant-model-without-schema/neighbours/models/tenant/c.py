from sqlalchemy import Column, Integer

from models.base import Base


class C(Base):
    __tablename__ = "c_rows"
    __table_args__ = {"schema": "tenant"}
    id = Column(Integer, primary_key=True)
