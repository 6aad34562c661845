"""Reads and writes marketplace jobs."""

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from models import BatchJob, MarketplaceJob


def list_by_batch(db: Session, batch_id: str) -> list[MarketplaceJob]:
    query = db.query(MarketplaceJob)
    return query.filter(MarketplaceJob.batch_id == batch_id).all()


def list_without_batch(db: Session) -> list[MarketplaceJob]:
    return list(db.scalars(select(MarketplaceJob).where(MarketplaceJob.batch_id.is_(None))))


def list_of_batches(db: Session, keys: list[str]) -> list[MarketplaceJob]:
    return list(db.scalars(select(MarketplaceJob).where(MarketplaceJob.batch_id.in_(keys))))


def list_pending_of(db: Session, batch_id: str) -> list[MarketplaceJob]:
    return db.query(MarketplaceJob).filter_by(status="pending", batch_id=batch_id).all()


def keys_in_use(db: Session) -> list[str]:
    return list(db.scalars(select(MarketplaceJob.batch_id).distinct()))


def describe(job: MarketplaceJob) -> str:
    return f"job {job.id} of batch {job.batch_id}"


def describe_all(db: Session) -> list[str | None]:
    return [job.batch_id for job in db.query(MarketplaceJob)]


def create(db: Session, batch: BatchJob, product_id: int) -> MarketplaceJob:
    job = MarketplaceJob(
        product_id=product_id,
        marketplace=batch.marketplace,
        batch_id=batch.batch_id,
        batch_job_id=batch.id,
    )
    db.add(job)
    return job


def move(job: MarketplaceJob, batch: BatchJob) -> None:
    key = batch.batch_id
    job.batch_id = key
    job.batch_job_id = batch.id


def detach(db: Session, job_id: int) -> None:
    db.execute(
        update(MarketplaceJob)
        .where(MarketplaceJob.id == job_id)
        .values(batch_id=None, batch_job_id=None)
    )


def count_in_sql(db: Session, user_id: int, batch_id: str) -> int:
    statement = text(
        f"SELECT count(*) FROM user_{user_id}.marketplace_jobs "
        "WHERE batch_id = :key"
    )
    return db.execute(statement, {"key": batch_id}).scalar_one()


def batch_keys_in_sql(db: Session, user_id: int) -> list[str]:
    statement = text(f"SELECT batch_id FROM user_{user_id}.batch_jobs")
    return list(db.execute(statement).scalars())


def find_batch(db: Session, key: str) -> BatchJob | None:
    return db.scalar(select(BatchJob).where(BatchJob.batch_id == key))
