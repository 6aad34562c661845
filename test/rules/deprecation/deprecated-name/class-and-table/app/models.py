from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()


class Product(Base):
    __tablename__ = "products"
    id = Column(Integer, primary_key=True)
    stats = relationship("VintedJobStats")
    #                     ^^^^^^^^^^^^^^ deprecated-name fix=unsafe


class MarketplaceJobStats(Base):
    __tablename__ = "marketplace_job_stats"
    id = Column(Integer, primary_key=True)


class VintedJobStats(MarketplaceJobStats):
    # expect deprecated-name fix=none: VintedJobStats
    """The old name."""


class Detail(Base):
    __tablename__ = "details"
    stats_id = Column(ForeignKey("tenant.vinted_job_stats.id"), primary_key=True)
    #                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ deprecated-name fix=unsafe
