from unittest.mock import patch


def test_patched():
    with patch("app.jobs.patched_scope"):
        pass
