from jobs.base import JobHandler
from models import MarketplaceJob
from services import marketplace_client


class EtsyHandler(JobHandler):
    """Also started by a script, with a session that nobody has scoped."""

    def run(self, job_id: int) -> str:
        from shared.database import set_user_search_path

        set_user_search_path(self.db, self.shop_id)
        job = self.db.get(MarketplaceJob, job_id)
        if job is None:
            return "missing"
        accepted = marketplace_client.publish("etsy", job.product_id or 0)
        job.status = "done" if accepted else "failed"
        self.db.flush()
        return job.status
