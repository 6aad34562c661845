from sqlalchemy import Column, Index, Integer, Numeric, String

from models.base import Base


class Product(Base):
    __tablename__ = "products"
    __table_args__ = (Index("ix_products_sku", "sku"), {"schema": "tenant"})

    id = Column(Integer, primary_key=True)
    title = Column(String(200), nullable=False)
    sku = Column(String(64))
    price = Column(Numeric(10, 2), nullable=False)
    stock = Column(Integer, nullable=False, default=0)
