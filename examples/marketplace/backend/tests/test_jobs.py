"""Handlers, with their helpers patched away or not."""

from datetime import date
from types import SimpleNamespace
from unittest.mock import MagicMock, patch

from jobs import processor
from models import ImportRun, MarketplaceJob
from repositories import marketplace_jobs
from services import imports, stats
from shared.database import SessionLocal
from shared.database import set_user_schema
from tests.conftest import tenant_session


def test_the_processor_runs_a_job(tenants):
    with tenant_session("user_2") as db:
        db.add(MarketplaceJob(product_id=1, marketplace="vinted"))
        db.commit()
    assert processor.process("vinted", 2, 1) == "done"
    assert processor.process("ebay", 1, 1) == "missing"


@patch("shared.database.set_user_schema")
def test_the_handler_scopes_its_session(helper, tenants):
    assert processor.process("vinted", 1, 5) == "missing"
    helper.assert_called_once()


def test_an_empty_run_is_deleted(tenants):
    with patch("services.imports.commit_and_restore_path") as commit:
        imports.delete_empty_runs(1)
    commit.assert_called_once()


@patch("services.imports.restore_after_rollback")
def test_a_source_is_renamed(restore, tenants):
    imports.import_products(2, "old")
    imports.rename_source(2, "old", "new")
    with tenant_session("user_2") as db:
        assert db.query(ImportRun).one().source == "new"
    restore.assert_not_called()


def test_the_helper_reaches_one_tenant(tenants):
    with SessionLocal() as db:
        set_user_schema(db, 2)
        assert db.query(MarketplaceJob).count() == 0


@patch("services.imports.marketplace_client.fetch_products", return_value=[])
def test_an_import_without_rows(fetch, tenants):
    assert imports.import_products(1, "empty") == 0
    fetch.assert_called_once_with("empty")


def test_vinted_totals():
    with patch("services.stats.VintedJobStats") as model:
        added: list[object] = []
        stats.record_vinted(SimpleNamespace(add=added.append), 1, date(2026, 10, 1))
    assert added == [model.return_value]


def test_a_job_says_its_batch():
    job = MagicMock(spec=MarketplaceJob)
    job.id = 7
    job.batch_id = "b-1"
    assert marketplace_jobs.describe(job) == "job 7 of batch b-1"


def test_statements_of_the_path_are_recognised():
    statement = "SET search_path TO user_1"
    assert "SET search_path" in statement
