import shop.old_stats
#           ^^^^^^^^^ deprecated-name
import shop.old_stats as figures
#           ^^^^^^^^^ deprecated-name
from shop import base, old_stats
#                      ^^^^^^^^^ deprecated-name


def report(old: bool):
    if old:
        return shop.old_stats.load(1)
    return old_stats.load() + figures.load() + [base.connect()]
