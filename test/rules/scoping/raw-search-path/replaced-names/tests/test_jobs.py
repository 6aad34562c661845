from unittest.mock import patch

import pytest

from app import jobs


@pytest.fixture(autouse=True)
def own_database(monkeypatch, test_sessions):
    monkeypatch.setattr(jobs, "SessionLocal", test_sessions)
    monkeypatch.setattr("app.jobs.session_scope", test_sessions)


@patch("app.reports.SessionLocal")
def test_mocked(sessions):
    jobs.reports.mocked("user_1")
