from app.models import JobStats

TABLES = ["lines", "old_stats"]


def count(db):
    return db.query(JobStats).count()
