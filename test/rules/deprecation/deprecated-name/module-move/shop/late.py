from shop import report


def late():
    from .old_stats import DEFAULT
    #     ^^^^^^^^^ deprecated-name
    return report.old_stats.load(DEFAULT)
