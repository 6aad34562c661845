from sqlalchemy import Column, DateTime, Integer, String, func

from models.base import Base


class ImportRun(Base):
    __tablename__ = "import_runs"
    __table_args__ = {"schema": "tenant"}

    id = Column(Integer, primary_key=True)
    source = Column(String(80), nullable=False)
    imported = Column(Integer, nullable=False, default=0, server_default="0")
    started_at = Column(DateTime(timezone=True), nullable=False, server_default=func.now())
