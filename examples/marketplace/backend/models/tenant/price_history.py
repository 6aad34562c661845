from sqlalchemy import Column, Date, ForeignKey, Integer, Numeric

from models.base import Base, TenantTable


class PriceHistory(TenantTable, Base):
    __tablename__ = "price_history"

    id = Column(Integer, primary_key=True)
    product_id = Column(ForeignKey("tenant.products.id", name="fk_price_history_product"), nullable=False)
    price = Column(Numeric(10, 2), nullable=False)
    valid_from = Column(Date, nullable=False)
