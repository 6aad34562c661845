"""Takes a job from the queue and gives it to the handler of its marketplace."""

from jobs.handlers.ebay import EbayHandler
from jobs.handlers.etsy import EtsyHandler
from jobs.handlers.vinted import VintedHandler
from shared.database import SessionLocal, engine


def process(marketplace: str, shop_id: int, job_id: int) -> str:
    """Runs one job in the shop's schema; answers the job's new status."""
    tenant_engine = engine.execution_options(schema_translate_map={"tenant": f"user_{shop_id}"})
    with SessionLocal(bind=tenant_engine) as db:
        if marketplace == "vinted":
            status = VintedHandler(db, shop_id).run(job_id)
        elif marketplace == "ebay":
            status = EbayHandler(db, shop_id).run(job_id)
        elif marketplace == "etsy":
            status = EtsyHandler(db, shop_id).run(job_id)
        else:
            raise ValueError(f"no handler for {marketplace!r}")
        db.commit()
        return status
