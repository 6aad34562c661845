"""What all job handlers share."""

from sqlalchemy.orm import Session

from models import MarketplaceJob


class JobHandler:
    def __init__(self, db: Session, shop_id: int) -> None:
        self.db = db
        self.shop_id = shop_id

    def finish(self, job: MarketplaceJob, accepted: bool) -> None:
        job.status = "done" if accepted else "failed"
        self.db.commit()
