from unittest.mock import patch

from shop import report

NEAR_MISSES = ["old_statistics", "other.old_stats.load", "the old_stats of last year"]


@patch("shop.marketplace_stats.load", return_value=[])
@patch("shop.report.marketplace_stats.load", return_value=[])
def test_report(first, second):
    assert report.report(old=True) == []
