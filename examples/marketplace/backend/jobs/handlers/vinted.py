from jobs.base import JobHandler
from models import MarketplaceJob
from services import marketplace_client


class VintedHandler(JobHandler):
    """Its session comes from the job processor, already bound to the shop's schema."""

    def run(self, job_id: int) -> str:
        from shared.database import set_user_schema

        set_user_schema(self.db, self.shop_id)
        job = self.db.get(MarketplaceJob, job_id)
        if job is None:
            return "missing"
        self.finish(job, marketplace_client.publish("vinted", job.product_id or 0))
        return job.status
