from sqlalchemy import Column, Integer

from models.base import Base


class A(Base):
    __tablename__ = "a_rows"
    __table_args__ = {"schema": "tenant"}
    id = Column(Integer, primary_key=True)
