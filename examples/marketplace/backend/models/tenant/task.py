from sqlalchemy import Column, ForeignKey, Integer, String
from sqlalchemy.orm import relationship

from models.base import Base


class Task(Base):
    __tablename__ = "tasks"
    __table_args__ = {"schema": "tenant"}

    id = Column(Integer, primary_key=True)
    job_id = Column(ForeignKey("tenant.marketplace_jobs.id", name="fk_tasks_job"), nullable=False)
    name = Column(String(80), nullable=False)
    retry_count = Column(Integer, nullable=False, default=0, server_default="0")

    job = relationship("MarketplaceJob", back_populates="tasks")
