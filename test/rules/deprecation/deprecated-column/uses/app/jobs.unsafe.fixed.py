"""Reads batch_id of many things. 🎉"""

from unittest.mock import MagicMock

from sqlalchemy import insert, text, update, select

from app import models
from app.models import BatchJob, ImportedJob, MarketplaceJob


def in_queries(db, batch_id: str, maybe: str | None, keys: list[str]):
    query = db.query(MarketplaceJob)
    query.filter(MarketplaceJob.batch_job_id == select(BatchJob.id).where(BatchJob.batch_id == batch_id).scalar_subquery())
    query.filter(models.MarketplaceJob.batch_job_id == select(BatchJob.id).where(BatchJob.batch_id == "b-1").scalar_subquery(), MarketplaceJob.id > 1)
    query.filter(MarketplaceJob.batch_id == maybe)
    query.filter(MarketplaceJob.batch_id != batch_id)
    query.filter(MarketplaceJob.batch_id.in_(keys))
    query.filter(MarketplaceJob.batch_id.like("a%"))
    query.join(BatchJob, BatchJob.batch_id == MarketplaceJob.batch_id)
    query.filter_by(batch_job_id=select(BatchJob.id).where(BatchJob.batch_id == batch_id).scalar_subquery())
    query.join(BatchJob).filter_by(batch_id=batch_id)
    db.query(BatchJob).filter_by(batch_id=batch_id)
    db.query(ImportedJob).filter(ImportedJob.batch_id == batch_id)
    query.order_by(MarketplaceJob.batch_id)


def reads(job: MarketplaceJob, batch: BatchJob, other, jobs: "list[MarketplaceJob]"):
    print(job.batch_job.batch_id if job.batch_job else None, batch.batch_id, other.batch_id)
    label = "batch " + (job.batch_job.batch_id if job.batch_job else None)
    found = {(each.batch_job.batch_id if each.batch_job else None): each for each in jobs}
    ordered = sorted(jobs, key=lambda each: (each.batch_job.batch_id if each.batch_job else None))
    return label, found, ordered, getattr(job, "batch_id"), getattr(batch, "batch_id"), jobs[0].batch_id


def make(**fields):
    return MarketplaceJob(status="new", **fields)


def writes(db, job: MarketplaceJob, batch: BatchJob, batch_id: str):
    MarketplaceJob(batch_job=batch)
    MarketplaceJob(
        batch_job_id=batch.id,
    )
    MarketplaceJob(batch_id=batch_id)
    make(batch_id=batch_id)
    BatchJob(batch_id=batch_id)
    job.batch_id = batch_id
    db.execute(update(MarketplaceJob).values(batch_id=None))
    db.execute(insert(MarketplaceJob).values({"batch_id": batch_id}))
    db.execute(insert(BatchJob).values({"batch_id": batch_id}))
    return {"batch_id": batch_id}


def in_sql(db, schema: str, batch_id: str):
    db.execute(text(f'SELECT j.batch_id FROM "{schema}".marketplace_jobs AS j WHERE j.status = :s'))
    db.execute(text(f'SELECT b.batch_id FROM "{schema}".marketplace_jobs j JOIN "{schema}".batch_jobs b ON b.id = j.batch_job_id'))
    db.execute(text("UPDATE marketplace_jobs SET batch_id = NULL WHERE id = :id"), {"id": 1, "batch_id": batch_id})
    db.execute(text("SELECT batch_id FROM batch_jobs"))
    db.execute(text("SELECT batch_id FROM imported_jobs WHERE id = :batch_id"), {"batch_id": batch_id})


def test_mock():
    job = MagicMock(spec=MarketplaceJob, batch_id="b-1")
    job.batch_job.batch_id = "b-2"
    batch = MagicMock(batch_id="b-1")
    return batch.batch_id
