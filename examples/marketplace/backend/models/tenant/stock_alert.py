from sqlalchemy import Column, ForeignKey, Integer

from models.base import Base


class StockAlert(Base):
    __tablename__ = "stock_alerts"

    id = Column(Integer, primary_key=True)
    product_id = Column(ForeignKey("tenant.products.id", name="fk_stock_alerts_product"), nullable=False)
    threshold = Column(Integer, nullable=False)
