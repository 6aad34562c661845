from app.models import OldStats
#                      ^^^^^^^^ deprecated-name fix=safe

TABLES = ["lines", "old_stats"]
#                  ^^^^^^^^^^^ deprecated-name fix=none


def count(db):
    return db.query(OldStats).count()
    #               ^^^^^^^^ deprecated-name fix=safe
