from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()


class Product(Base):
    __tablename__ = "products"
    id = Column(Integer, primary_key=True)
    stats = relationship("MarketplaceJobStats")


class MarketplaceJobStats(Base):
    __tablename__ = "marketplace_job_stats"
    id = Column(Integer, primary_key=True)


class Detail(Base):
    __tablename__ = "details"
    stats_id = Column(ForeignKey("tenant.marketplace_job_stats.id"), primary_key=True)
