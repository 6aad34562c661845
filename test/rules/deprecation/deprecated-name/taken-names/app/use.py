from app.registry import OldLine
#                        ^^^^^^^ deprecated-name fix=unsafe
from app.totals import load_totals
#                      ^^^^^^^^^^^ deprecated-name fix=unsafe


def shadowed(read_totals):
    return load_totals([1, 2]) + read_totals
#          ^^^^^^^^^^^ deprecated-name fix=unsafe


def named():
    return OldLine.__name__
#          ^^^^^^^ deprecated-name fix=unsafe
