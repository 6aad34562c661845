import app.stats
from app import stats as figures


class Outer:
    def load_stats(self):
        return None


def both():
    return app.stats.load_stats(), figures.load_stats(), Outer().load_stats(), Outer.load_stats
    #                ^^^^^^^^^^ deprecated-name
    #                                      ^^^^^^^^^^ deprecated-name
