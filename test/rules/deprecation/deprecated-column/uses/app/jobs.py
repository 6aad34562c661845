"""Reads batch_id of many things. 🎉"""

from unittest.mock import MagicMock

from sqlalchemy import insert, text, update

from app import models
from app.models import BatchJob, ImportedJob, MarketplaceJob


def in_queries(db, batch_id: str, maybe: str | None, keys: list[str]):
    query = db.query(MarketplaceJob)
    query.filter(MarketplaceJob.batch_id == batch_id)
    #                           ^^^^^^^^ deprecated-column fix=unsafe
    query.filter("b-1" == models.MarketplaceJob.batch_id, MarketplaceJob.id > 1)
    #                                           ^^^^^^^^ deprecated-column fix=unsafe
    query.filter(MarketplaceJob.batch_id == maybe)
    #                           ^^^^^^^^ deprecated-column fix=none
    query.filter(MarketplaceJob.batch_id != batch_id)
    #                           ^^^^^^^^ deprecated-column fix=none
    query.filter(MarketplaceJob.batch_id.in_(keys))
    #                           ^^^^^^^^ deprecated-column fix=none
    query.filter(MarketplaceJob.batch_id.like("a%"))
    #                           ^^^^^^^^ deprecated-column fix=none
    query.join(BatchJob, BatchJob.batch_id == MarketplaceJob.batch_id)
    #                                                        ^^^^^^^^ deprecated-column fix=none
    query.filter_by(batch_id=batch_id)
    #               ^^^^^^^^ deprecated-column fix=unsafe
    query.join(BatchJob).filter_by(batch_id=batch_id)
    db.query(BatchJob).filter_by(batch_id=batch_id)
    db.query(ImportedJob).filter(ImportedJob.batch_id == batch_id)
    query.order_by(MarketplaceJob.batch_id)
    #                             ^^^^^^^^ deprecated-column fix=none


def reads(job: MarketplaceJob, batch: BatchJob, other, jobs: "list[MarketplaceJob]"):
    print(job.batch_id, batch.batch_id, other.batch_id)
    #         ^^^^^^^^ deprecated-column fix=unsafe
    label = "batch " + job.batch_id
    #                      ^^^^^^^^ deprecated-column fix=unsafe
    found = {each.batch_id: each for each in jobs}
    #             ^^^^^^^^ deprecated-column fix=unsafe
    ordered = sorted(jobs, key=lambda each: each.batch_id)
    #                                            ^^^^^^^^ deprecated-column fix=unsafe
    return label, found, ordered, getattr(job, "batch_id"), getattr(batch, "batch_id"), jobs[0].batch_id
    #                                          ^^^^^^^^^^ deprecated-column fix=none
    #                                                                                           ^^^^^^^^ deprecated-column fix=none


def make(**fields):
    return MarketplaceJob(status="new", **fields)


def writes(db, job: MarketplaceJob, batch: BatchJob, batch_id: str):
    MarketplaceJob(batch_id=batch_id, batch_job=batch)
    #              ^^^^^^^^ deprecated-column fix=unsafe
    MarketplaceJob(
        batch_job_id=batch.id,
        batch_id=str(batch.id),
        # expect deprecated-column fix=unsafe: batch_id
    )
    MarketplaceJob(batch_id=batch_id)
    #              ^^^^^^^^ deprecated-column fix=none
    make(batch_id=batch_id)
    #    ^^^^^^^^ deprecated-column fix=none
    BatchJob(batch_id=batch_id)
    job.batch_id = batch_id
    #   ^^^^^^^^ deprecated-column fix=none
    db.execute(update(MarketplaceJob).values(batch_id=None))
    #                                        ^^^^^^^^ deprecated-column fix=none
    db.execute(insert(MarketplaceJob).values({"batch_id": batch_id}))
    #                                         ^^^^^^^^^^ deprecated-column fix=none
    db.execute(insert(BatchJob).values({"batch_id": batch_id}))
    return {"batch_id": batch_id}


def in_sql(db, schema: str, batch_id: str):
    db.execute(text(f'SELECT j.batch_id FROM "{schema}".marketplace_jobs AS j WHERE j.status = :s'))
    #                          ^^^^^^^^ deprecated-column fix=none
    db.execute(text(f'SELECT b.batch_id FROM "{schema}".marketplace_jobs j JOIN "{schema}".batch_jobs b ON b.id = j.batch_job_id'))
    db.execute(text("UPDATE marketplace_jobs SET batch_id = NULL WHERE id = :id"), {"id": 1, "batch_id": batch_id})
    #                                            ^^^^^^^^ deprecated-column fix=none
    db.execute(text("SELECT batch_id FROM batch_jobs"))
    db.execute(text("SELECT batch_id FROM imported_jobs WHERE id = :batch_id"), {"batch_id": batch_id})


def test_mock():
    job = MagicMock(spec=MarketplaceJob, batch_id="b-1")
    #                                    ^^^^^^^^ deprecated-column fix=none
    job.batch_id = "b-2"
    #   ^^^^^^^^ deprecated-column fix=unsafe
    batch = MagicMock(batch_id="b-1")
    return batch.batch_id
