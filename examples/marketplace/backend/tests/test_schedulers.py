"""The loops over tenants, before any clean-up."""

from models import MarketplaceJob, OAuthToken, Product
from schedulers import stock_sync
from scripts import cleanup_old_jobs, create_test_batches, migrate_oauth_tokens
from services import imports
from tests.conftest import tenant_session


def test_sold_out_jobs_are_cancelled_in_every_tenant(tenants):
    for schema in tenants:
        with tenant_session(schema) as db:
            db.add(MarketplaceJob(product_id=2, marketplace="vinted", status="pending"))
            db.commit()
    assert stock_sync.sync_stock() == 2
    for schema in tenants:
        with tenant_session(schema) as db:
            assert db.get(MarketplaceJob, 1).status == "cancelled"


def test_an_import_fills_one_tenant(tenants):
    assert imports.import_products(2, "shop") == 3
    with tenant_session("user_1") as db:
        assert db.query(Product).count() == 2
    with tenant_session("user_2") as db:
        assert db.query(Product).count() == 5
    assert imports.count_runs(1) == 0
    assert imports.count_runs(2) == 1


def test_tokens_are_migrated_in_every_tenant(tenants):
    for schema in tenants:
        with tenant_session(schema) as db:
            db.add(OAuthToken(marketplace="ebay", access_token="a", refresh_token="r"))
            db.commit()
    assert migrate_oauth_tokens.migrate_tokens("ebay") == 2


def test_batches_are_created_verified_and_cleaned(tenants, long_ago):
    create_test_batches.create_batches(1)
    assert create_test_batches.verify(1) == {"vinted": 3, "ebay": 3, "etsy": 2}
    assert create_test_batches.verify(2) == {}
    assert cleanup_old_jobs.clean("user_1", long_ago, apply=True)["marketplace_jobs"] == 0
    dry = cleanup_old_jobs.clean("user_1", long_ago.replace(year=2999), apply=False)
    assert dry == {"tasks": 0, "marketplace_jobs": 8, "batch_jobs": 3}
    assert cleanup_old_jobs.count_left("user_1") == 8
