"""Questions about stock, asked of a session that is already the tenant's."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shared.database import SessionLocal, engine
from warehouse.models import StockLocation, StockMovement


def stock_at(db: Session, location_id: int) -> int:
    arrived = select(func.coalesce(func.sum(StockMovement.quantity), 0)).where(
        StockMovement.target_id == location_id
    )
    return db.scalar(arrived) or 0


def add_location(schema: str, label: str) -> int:
    """Creates a location in one tenant."""
    with SessionLocal(bind=engine.execution_options(schema_translate_map={"tenant": schema})) as db:
        location = StockLocation(label=label)
        db.add(location)
        db.commit()
        return location.id


def open_for(schema: str) -> Session:
    db = SessionLocal()
    return db.execution_options(schema_translate_map={"tenant": schema})
