"""The handlers' tests. 😀"""
from unittest.mock import MagicMock, patch

from app import jobs


@patch("app.jobs.SessionLocal")
@patch("shared.database.set_user_schema")
#      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ search-path-helper fix=unsafe
def test_decorated(helper, factory, tenants):
    helper.return_value = None
    assert jobs.clean() == "clean"
    helper.assert_called_once()  # as before
    factory.assert_not_called()


@patch("shared.database.set_user_schema", MagicMock())
#      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ search-path-helper fix=unsafe
def test_with_a_replacement(tenants):
    assert jobs.clean() == "clean"


def test_in_a_block():
    with patch("shared.database.set_user_schema") as helper:
#              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ search-path-helper fix=unsafe
        # What it gives.
        answer = """
    clean
"""
        assert jobs.clean() == answer.strip()
    assert helper.call_count == 0


def test_in_a_shared_block():
    with patch("shared.database.set_user_schema"), patch("app.jobs.SessionLocal") as factory:
#              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ search-path-helper fix=unsafe
        assert jobs.clean() == "clean"
    factory.assert_not_called()


def test_monkeypatched(monkeypatch):
    monkeypatch.setattr("shared.database.set_user_schema", lambda db, user: None)
#                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ search-path-helper fix=unsafe
    assert jobs.clean() == "clean"


def test_the_import_is_gone():
    with patch("app.jobs.set_user_schema"):
#              ^^^^^^^^^^^^^^^^^^^^^^^^^^ search-path-helper fix=unsafe
        assert jobs.clean() == "clean"


@patch("shared.database.set_user_schema")
#      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ search-path-helper fix=none used for more than assertions
def test_more_than_assertions(helper):
    order = [helper]
    assert jobs.clean() == "clean"
    assert order


@patch("shared.database.set_user_schema")
#      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ search-path-helper fix=none about nothing but the helper
def test_only_the_helper(helper):
    helper.assert_not_called()


def test_still_called():
    with patch("app.jobs.set_search_path_safe") as helper:
#              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ search-path-helper fix=none is still called at app/jobs.py:6
        jobs.process(1)
    helper.assert_called_once()
