from sqlalchemy import Column, String

from models.base import Base


class Marketplace(Base):
    __tablename__ = "marketplaces"
    __table_args__ = {"schema": "public"}

    code = Column(String(20), primary_key=True)
    label = Column(String(80), nullable=False)
