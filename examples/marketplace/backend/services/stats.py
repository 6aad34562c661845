"""Writes the statistics of finished jobs."""

from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from models import ActionType, MarketplaceJobStats
from models.tenant.vinted_job_stats import VintedJobStats


def find_or_create(db: Session, action: ActionType, marketplace: str, day: date) -> MarketplaceJobStats:
    found = db.query(MarketplaceJobStats).filter_by(action_type_id=action.id, marketplace=marketplace, date=day).first()
    if found is None:
        found = MarketplaceJobStats(action_type_id=action.id, marketplace=marketplace, date=day, done=0, failed=0)
        db.add(found)
    return found


def count_vinted(db: Session, stats: VintedJobStats) -> int:
    return stats.done + stats.failed


def record_vinted(db: Session, action_type_id: int, day: date) -> None:
    db.add(VintedJobStats(action_type_id=action_type_id, date=day, done=1))


def total_in_sql(db: Session, user_id: int) -> int:
    return db.execute(text(f"SELECT coalesce(sum(done), 0) FROM user_{user_id}.vinted_job_stats")).scalar_one()


def total_by_marketplace(db: Session, user_id: int) -> int:
    return db.execute(text(f"SELECT coalesce(sum(done), 0) FROM user_{user_id}.marketplace_job_stats")).scalar_one()


def describe_vinted(vinted_stats_total: int) -> str:
    return f"vinted job stats: {vinted_stats_total}"
