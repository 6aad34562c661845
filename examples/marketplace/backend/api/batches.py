"""Batches of marketplace jobs."""

from fastapi import APIRouter, Depends, HTTPException
from sqlalchemy.orm import Session

from api.schemas import BatchOut
from models import BatchJob, User
from shared.database import get_user_db

router = APIRouter(prefix="/batches")


@router.get("/{batch_id}", response_model=BatchOut)
def read_batch(batch_id: str, user_db: tuple[Session, User] = Depends(get_user_db)):
    db, _ = user_db
    batch = db.query(BatchJob).filter(BatchJob.batch_id == batch_id).one_or_none()
    if batch is None:
        raise HTTPException(status_code=404, detail="No such batch")
    return batch


@router.get("/{batch_id}/link")
def link_to_batch(batch_id: str) -> dict[str, str]:
    return {"batch_id": batch_id, "href": f"/batches/{batch_id}"}
