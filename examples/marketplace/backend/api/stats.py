"""Job statistics by day, with an optional marketplace."""

from datetime import date

from fastapi import APIRouter, Depends
from sqlalchemy import text
from sqlalchemy.orm import Session

from api.schemas import JobStatsResponse
from models import MarketplaceJobStats, User
from models.tenant.vinted_job_stats import VintedJobStats
from shared.database import get_user_db

router = APIRouter(prefix="/stats")


@router.get("", response_model=list[JobStatsResponse])
def list_stats(
    day: date,
    marketplace: str | None = None,
    user_db: tuple[Session, User] = Depends(get_user_db),
):
    db, _ = user_db
    query = db.query(MarketplaceJobStats).filter(MarketplaceJobStats.date == day)
    if marketplace is not None:
        query = query.filter(MarketplaceJobStats.marketplace == marketplace)
    return query.order_by(MarketplaceJobStats.action_type_id).all()


@router.get("/vinted", response_model=list[JobStatsResponse])
def list_vinted_stats(user_db: tuple[Session, User] = Depends(get_user_db)):
    db, current_user = user_db
    # Older than get_user_db.
    db.execute(text(f"SET LOCAL search_path TO user_{current_user.id}, public"))
    return db.query(VintedJobStats).all()
