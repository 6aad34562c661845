"""The handlers' tests. 😀"""
from unittest.mock import patch

from app import jobs


@patch("app.jobs.SessionLocal")
def test_decorated(factory, tenants):
    assert jobs.clean() == "clean"
    factory.assert_not_called()


def test_with_a_replacement(tenants):
    assert jobs.clean() == "clean"


def test_in_a_block():
    # What it gives.
    answer = """
    clean
"""
    assert jobs.clean() == answer.strip()


def test_in_a_shared_block():
    with patch("app.jobs.SessionLocal") as factory:
        assert jobs.clean() == "clean"
    factory.assert_not_called()


def test_monkeypatched(monkeypatch):
    assert jobs.clean() == "clean"


def test_the_import_is_gone():
    assert jobs.clean() == "clean"


@patch("shared.database.set_user_schema")
def test_more_than_assertions(helper):
    order = [helper]
    assert jobs.clean() == "clean"
    assert order


@patch("shared.database.set_user_schema")
def test_only_the_helper(helper):
    helper.assert_not_called()


def test_still_called():
    with patch("app.jobs.set_search_path_safe") as helper:
        jobs.process(1)
    helper.assert_called_once()
