from sqlalchemy import Column, Integer

from models.base import Base


class B(Base):
    __tablename__ = "b_rows"
    __table_args__ = {"schema": "tenant"}
    id = Column(Integer, primary_key=True)
