from sqlalchemy import Column, Integer
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class MarketplaceJobStats(Base):
    __tablename__ = "marketplace_job_stats"
    id = Column(Integer, primary_key=True)
