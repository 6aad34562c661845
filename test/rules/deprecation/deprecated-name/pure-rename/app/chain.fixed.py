import app.stats
from app import stats as figures


class Outer:
    def load_stats(self):
        return None


def both():
    return app.stats.read_stats(), figures.read_stats(), Outer().load_stats(), Outer.load_stats
