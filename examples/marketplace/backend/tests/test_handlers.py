"""Every handler works in its shop's schema, whoever starts it."""

from jobs import processor
from jobs.handlers.etsy import EtsyHandler
from models import MarketplaceJob
from shared.database import SessionLocal
from tests.conftest import tenant_session


def test_every_marketplace_has_a_handler(tenants):
    for marketplace in ["vinted", "ebay", "etsy"]:
        with tenant_session("user_1") as db:
            db.add(MarketplaceJob(product_id=1, marketplace=marketplace))
            db.commit()
    assert [processor.process(name, 1, number) for number, name in enumerate(["vinted", "ebay", "etsy"], 1)] == ["done"] * 3
    with tenant_session("user_1") as db:
        assert [job.status for job in db.query(MarketplaceJob)] == ["done"] * 3


def test_the_script_runs_a_job_of_its_shop(tenants):
    with tenant_session("user_2") as db:
        db.add(MarketplaceJob(product_id=1, marketplace="etsy"))
        db.commit()
    with SessionLocal() as db:
        assert EtsyHandler(db, 1).run(1) == "missing"
    with SessionLocal() as db:
        assert EtsyHandler(db, 2).run(1) == "done"
