from sqlalchemy import Column, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()


class BatchJob(Base):
    __tablename__ = "batch_jobs"
    __table_args__ = (UniqueConstraint("batch_id", name="uq_batch"), {"schema": "tenant"})
    id = Column(Integer, primary_key=True)
    batch_id = Column(String(64), nullable=False)


class MarketplaceJob(Base):
    __tablename__ = "marketplace_jobs"
    __table_args__ = (Index("batch_id", "batch_id"), {"schema": "tenant"})
    #                                   ^^^^^^^^^^ deprecated-column fix=none
    id = Column(Integer, primary_key=True)
    batch_id = Column(String(64))
    # expect deprecated-column fix=none: batch_id
    batch_job_id = Column(ForeignKey("tenant.batch_jobs.id"))
    batch_job = relationship("BatchJob")


class ImportedJob(Base):
    __tablename__ = "imported_jobs"
    id = Column(Integer, primary_key=True)
    batch_id = Column(String(64))
