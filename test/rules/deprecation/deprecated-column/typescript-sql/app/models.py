from sqlalchemy import Column, ForeignKey, Integer, String
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()


class BatchJob(Base):
    __tablename__ = "batch_jobs"
    id = Column(Integer, primary_key=True)
    batch_id = Column(String(64), unique=True)


class MarketplaceJob(Base):
    __tablename__ = "marketplace_jobs"
    id = Column(Integer, primary_key=True)
    status = Column(String(20))
    batch_job_id = Column(ForeignKey("batch_jobs.id"))
    batch_job = relationship("BatchJob")
    batch_id = Column(String(64))
#   ^^^^^^^^ deprecated-column
