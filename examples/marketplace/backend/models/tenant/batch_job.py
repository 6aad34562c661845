from sqlalchemy import Column, DateTime, Integer, String, UniqueConstraint, func
from sqlalchemy.orm import relationship

from models.base import Base


class BatchJob(Base):
    """A group of marketplace jobs, known to the outside by its string `batch_id`."""

    __tablename__ = "batch_jobs"
    __table_args__ = (
        UniqueConstraint("batch_id", name="uq_batch_jobs_batch_id"),
        {"schema": "tenant"},
    )

    id = Column(Integer, primary_key=True)
    batch_id = Column(String(64), nullable=False)
    marketplace = Column(String(20), nullable=False)
    created_at = Column(DateTime(timezone=True), nullable=False, server_default=func.now())

    jobs = relationship("MarketplaceJob", back_populates="batch_job")
