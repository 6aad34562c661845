from shop import old_stats
#                ^^^^^^^^^ deprecated-name

marketplace_stats = {"old_stats of last year": 1}


def both():
    return marketplace_stats, old_stats.DEFAULT
