from app import stats
from app.stats import read_stats


def work(db, reader):
    reader.load_stats()
    return read_stats(db), stats.read_stats(db)
