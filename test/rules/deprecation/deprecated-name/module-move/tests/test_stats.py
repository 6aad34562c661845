from unittest.mock import patch

from shop import report

NEAR_MISSES = ["old_statistics", "other.old_stats.load", "the old_stats of last year"]


@patch("shop.old_stats.load", return_value=[])
#            ^^^^^^^^^ deprecated-name
@patch("shop.report.old_stats.load", return_value=[])
def test_report(first, second):
    assert report.report(old=True) == []
