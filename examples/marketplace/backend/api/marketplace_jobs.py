"""Marketplace jobs of the signed-in user."""

from fastapi import APIRouter, Depends, HTTPException
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from api.schemas import JobOut
from models import MarketplaceJob, Task, User
from repositories import marketplace_jobs as jobs
from services import marketplace_client
from shared.database import get_user_db

router = APIRouter(prefix="/jobs")


@router.get("", response_model=list[JobOut])
def list_jobs(user_db: tuple[Session, User] = Depends(get_user_db)):
    db, current_user = user_db
    db.execute(text(f"SET LOCAL search_path TO user_{current_user.id}, public"))
    return db.query(MarketplaceJob).order_by(MarketplaceJob.id).all()


@router.get("/by-batch/{batch_id}", response_model=list[JobOut])
def list_jobs_of_batch(batch_id: str, user_db: tuple[Session, User] = Depends(get_user_db)):
    """The string key of the batch is what the outside knows; it is resolved inside."""
    db, current_user = user_db
    db.execute(text(f"SET LOCAL search_path TO user_{current_user.id}, public"))
    return jobs.list_by_batch(db, batch_id)


@router.get("/{job_id}", response_model=JobOut)
def read_job(job_id: int, user_db: tuple[Session, User] = Depends(get_user_db)):
    db, current_user = user_db
    db.execute(text(f"SET LOCAL search_path TO user_{current_user.id}, public"))
    return find_job(db, job_id)


@router.post("/{job_id}/start", response_model=JobOut)
def start_job(job_id: int, user_db: tuple[Session, User] = Depends(get_user_db)):
    db, current_user = user_db
    schema_name = f"user_{current_user.id}"
    db.execute(text(f"SET LOCAL search_path TO {schema_name}, public"))
    job = find_job(db, job_id)
    job.status = "running"
    db.commit()
    db.execute(text(f"SET LOCAL search_path TO {schema_name}, public"))
    db.refresh(job)
    return job


@router.post("/{job_id}/retry", response_model=JobOut)
def retry_job(job_id: int, user_db: tuple[Session, User] = Depends(get_user_db)):
    db, current_user = user_db
    schema_name = f"user_{current_user.id}"
    db.execute(text(f"SET LOCAL search_path TO {schema_name}, public"))
    job = find_job(db, job_id)
    for task in db.query(Task).filter(Task.job_id == job_id):
        task.retry_count = task.retry_count + 1
    db.commit()
    db.execute(text(f"SET LOCAL search_path TO {schema_name}, public"))
    job.status = "pending"
    db.commit()
    # Once more, for the refresh.
    db.execute(text(f"SET LOCAL search_path TO {schema_name}, public"))
    db.refresh(job)
    return job


@router.post("/{job_id}/publish", response_model=JobOut)
def publish_job(job_id: int, user_db: tuple[Session, User] = Depends(get_user_db)):
    db, current_user = user_db
    schema_name = f"user_{current_user.id}"
    db.execute(text(f"SET LOCAL search_path TO {schema_name}, public"))
    job = find_job(db, job_id)
    accepted = marketplace_client.publish(job.marketplace, job.product_id)
    # The call may have taken long; be sure where we are.
    db.execute(text(f"SET LOCAL search_path TO {schema_name}, public"))
    job.status = "done" if accepted else "failed"
    db.commit()
    db.execute(text(f"SET LOCAL search_path TO {schema_name}, public"))
    db.refresh(job)
    return job


@router.post("/{job_id}/cancel", response_model=JobOut)
def cancel_job(job_id: int, user_db: tuple[Session, User] = Depends(get_user_db)):
    db, current_user = user_db
    db.execute(text(f"SET LOCAL search_path TO user_{current_user.id}, public"))
    job = find_job(db, job_id)
    job.status = "cancelled"
    try:
        db.commit()
    except Exception:
        db.rollback()
        db.execute(text(f"SET LOCAL search_path TO user_{current_user.id}, public"))
        raise
    db.execute(text(f"SET LOCAL search_path TO user_{current_user.id}, public"))
    db.refresh(job)
    return job


@router.get("/{job_id}/tasks", response_model=list[str])
def list_tasks(job_id: int, user_db: tuple[Session, User] = Depends(get_user_db)):
    db, current_user = user_db
    db.execute(
        text(
            f"SET LOCAL search_path TO user_{current_user.id}, public",
        )
    )
    return db.scalars(select_task_names(job_id)).all()


def find_job(db: Session, job_id: int) -> MarketplaceJob:
    job = db.get(MarketplaceJob, job_id)
    if job is None:
        raise HTTPException(status_code=404, detail="No such job")
    return job


def select_task_names(job_id: int):
    return select(Task.name).where(Task.job_id == job_id).order_by(Task.id)
