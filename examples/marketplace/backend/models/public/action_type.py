from sqlalchemy import Column, Integer, String

from models.base import Base


class ActionType(Base):
    __tablename__ = "action_types"
    __table_args__ = {"schema": "public"}

    id = Column(Integer, primary_key=True)
    code = Column(String(40), nullable=False)
