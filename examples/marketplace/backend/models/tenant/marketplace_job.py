from sqlalchemy import Column, DateTime, ForeignKey, Index, Integer, String, func
from sqlalchemy.orm import relationship

from models.base import Base


class MarketplaceJob(Base):
    __tablename__ = "marketplace_jobs"
    __table_args__ = (
        Index("ix_marketplace_jobs_status", "status"),
        {"schema": "tenant"},
    )

    id = Column(Integer, primary_key=True)
    product_id = Column(ForeignKey("tenant.products.id", name="fk_marketplace_jobs_product"))
    action_type_id = Column(ForeignKey("public.action_types.id", name="fk_marketplace_jobs_action"))
    marketplace = Column(String(20), nullable=False)
    status = Column(String(20), nullable=False, default="pending")
    # The string key of the batch, from before batch_job_id.
    batch_id = Column(String(64))
    batch_job_id = Column(ForeignKey("tenant.batch_jobs.id", name="fk_marketplace_jobs_batch_job"))
    created_at = Column(DateTime(timezone=True), nullable=False, server_default=func.now())

    batch_job = relationship("BatchJob", back_populates="jobs")
    tasks = relationship("Task", back_populates="job")
