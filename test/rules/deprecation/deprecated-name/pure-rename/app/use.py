from app import stats
from app.stats import load_stats
#                     ^^^^^^^^^^ deprecated-name fix=safe


def work(db, reader):
    reader.load_stats()
    return load_stats(db), stats.load_stats(db)
    #      ^^^^^^^^^^ deprecated-name fix=safe
    #                            ^^^^^^^^^^ deprecated-name fix=safe
