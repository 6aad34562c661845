from app.registry import Line
from app.totals import read_totals


def shadowed(read_totals):
    return read_totals([1, 2]) + read_totals


def named():
    return Line.__name__
