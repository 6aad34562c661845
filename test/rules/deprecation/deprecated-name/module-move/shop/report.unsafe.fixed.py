import shop.marketplace_stats
import shop.marketplace_stats as figures
from shop import base, marketplace_stats


def report(old: bool):
    if old:
        return shop.marketplace_stats.load(1)
    return marketplace_stats.load() + figures.load() + [base.connect()]
