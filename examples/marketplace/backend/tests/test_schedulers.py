"""The loops over tenants, before any clean-up."""

import pytest

from models import MarketplaceJob, OAuthToken, Product, Task
from schedulers import nightly, stock_sync, task_cleanup
from scripts import cleanup_old_jobs, create_test_batches, migrate_oauth_tokens, repair_titles
from services import imports, reporting
from shared.database import engine
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


def test_weekly_marks_reach_every_tenant(tenants):
    stock_sync.mark_weekly_imports()
    for schema in tenants:
        with tenant_session(schema) as db:
            assert [product.sku for product in db.query(Product)] == ["unknown", "unknown"]


def test_failed_tasks_go_in_every_tenant(tenants):
    for schema in tenants:
        with tenant_session(schema) as db:
            db.add(MarketplaceJob(id=1, product_id=1, marketplace="vinted"))
            db.flush()
            db.add_all([Task(job_id=1, name="kept"), Task(job_id=1, name="dropped", retry_count=6)])
            db.commit()
    task_cleanup.drop_failed_tasks()
    assert task_cleanup.count_tasks() == {1: 1, 2: 1}


def test_names_are_trimmed_in_one_tenant(tenants):
    for schema in tenants:
        with tenant_session(schema) as db:
            db.add(MarketplaceJob(id=1, product_id=1, marketplace="vinted"))
            db.flush()
            db.add(Task(job_id=1, name=" upload "))
            db.commit()
    task_cleanup.trim_names(2)
    for schema, name in zip(tenants, [" upload ", "upload"], strict=True):
        with tenant_session(schema) as db:
            assert db.query(Task).one().name == name


@pytest.mark.parametrize(
    "trim", [repair_titles.trim_by_constant, repair_titles.trim_by_helper, repair_titles.trim_by_block]
)
def test_titles_are_trimmed_in_one_tenant(trim, tenants):
    for schema in tenants:
        with tenant_session(schema) as db:
            db.add(Product(id=9, title=" lamp ", price=1, stock=1))
            db.commit()
    trim(2)
    for schema, title in zip(tenants, [" lamp ", "lamp"], strict=True):
        with tenant_session(schema) as db:
            assert db.get(Product, 9).title == title


def test_stock_is_cleared_in_every_tenant(tenants):
    try:
        nightly.clear_stock_of_all()
    finally:
        # The path stays on the connection, so the next test gets a new one.
        engine.dispose()
    for schema in tenants:
        with tenant_session(schema) as db:
            assert [product.stock for product in db.query(Product)] == [0, 0]


def test_tokens_are_forgotten_in_one_tenant(tenants):
    for schema in tenants:
        with tenant_session(schema) as db:
            db.add(OAuthToken(marketplace="etsy", access_token="a"))
            db.commit()
    try:
        nightly.forget_tokens(1)
    finally:
        engine.dispose()
    for schema, left in zip(tenants, [0, 1], strict=True):
        with tenant_session(schema) as db:
            assert db.query(OAuthToken).count() == left


def test_products_are_counted_in_a_transaction(tenants):
    assert nightly.count_in_transaction(2) == 2
    nightly.mark_unknown_and_reset(1)
    with tenant_session("user_1") as db:
        assert [product.sku for product in db.query(Product)] == ["unknown", "unknown"]


def test_a_month_is_totalled_in_its_tenant(tenants):
    assert reporting.total_of_month(1) == 30
