from shop import report


def late():
    from .marketplace_stats import DEFAULT
    return report.marketplace_stats.load(DEFAULT)
