def read_stats(db):
    return db


def other(load_stats):
    return load_stats
