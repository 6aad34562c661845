def load_stats(db):
    # expect deprecated-name fix=safe: load_stats
    return db


def other(load_stats):
    return load_stats
