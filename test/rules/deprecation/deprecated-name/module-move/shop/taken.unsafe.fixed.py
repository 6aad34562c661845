from shop import marketplace_stats as old_stats

marketplace_stats = {"old_stats of last year": 1}


def both():
    return marketplace_stats, old_stats.DEFAULT
