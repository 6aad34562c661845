import importlib

TASKS = {}


def task(function):
    TASKS[function.__name__] = function
    return function


class Registered:
    kinds = {}

    def __init_subclass__(cls):
        Registered.kinds[cls.__name__] = cls


class OldReport(Registered):
#     ^^^^^^^^^ deprecated-name fix=unsafe
    pass


class OldLine:
#     ^^^^^^^ deprecated-name fix=unsafe
    pass


def run_late():
    return importlib.import_module("app.totals").late()
