from sqlalchemy import Column, Integer, String
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class MarketplaceJob(Base):
    __tablename__ = "marketplace_jobs"
    id = Column(Integer, primary_key=True)
    batch_id = Column(String(64))
