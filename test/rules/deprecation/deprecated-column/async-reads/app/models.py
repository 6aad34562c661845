from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase): ...


class BatchJob(Base):
    __tablename__ = "batch_jobs"
    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[str] = mapped_column(unique=True)
    jobs: Mapped[list["MarketplaceJob"]] = relationship(back_populates="batch_job")


class MarketplaceJob(Base):
    __tablename__ = "marketplace_jobs"
    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[str | None]
    # expect deprecated-column fix=none: batch_id
    batch_job_id: Mapped[int | None] = mapped_column(ForeignKey("batch_jobs.id"))
    batch_job: Mapped[BatchJob | None] = relationship(back_populates="jobs")
