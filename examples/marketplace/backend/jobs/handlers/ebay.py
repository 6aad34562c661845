from sqlalchemy import text

import shared.schema_utils as schema_utils
from jobs.base import JobHandler
from models import MarketplaceJob
from services import marketplace_client


class EbayHandler(JobHandler):
    def run(self, job_id: int) -> str:
        schema_utils.restore_search_path(self.db, f"user_{self.shop_id}")
        job = self.db.get(MarketplaceJob, job_id)
        if job is None:
            return "missing"
        self.finish(job, marketplace_client.publish("ebay", job.product_id or 0))
        return job.status

    def label(self) -> str:
        return schema_utils.validate_schema_name(f"user_{self.shop_id}")

    def touch(self, job_id: int) -> None:
        self.db.execute(text(f"SET LOCAL search_path TO user_{self.shop_id:d}, public"))
        job = self.db.get(MarketplaceJob, job_id)
        if job is not None:
            job.status = "pending"
