from sqlalchemy import Column, Integer

from models.base import Base


class Forgotten(Base):
    id = Column(Integer, primary_key=True)
    __tablename__ = "forgotten"
    __table_args__ = {"schema": "tenant"}
