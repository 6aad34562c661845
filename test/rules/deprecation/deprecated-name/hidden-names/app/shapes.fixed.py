# What following references to a name does not see. 😀
from typing import cast


class Pattern1:
    x = 1


def by_pattern(shape):
    match shape:
        case Pattern1(x=1):
            return Pattern1


class Lambda1:
    pass


def by_lambda():
    return (lambda Lambda1: Lambda1 + 1)(1), Lambda1


def global1():
    return 1


def make_global():
    global global1
    global1 = 2
    return global1


class Body1:
    pass


class Outer:
    Body1 = 2
    twice = Body1 * 2


class Cast1:
    pass


def by_cast(value):
    return cast("Cast1", value), list["Cast1"]


def deleted1():
    return 1


kept = deleted1
del deleted1
deleted1 = kept

try:
    from missing import Fallback1
except ImportError:

    class Fallback1:
        pass


class Private1:
    __secret = 1

    def read(self):
        return self._Private1__secret


def example1():
    """One.

    >>> example1()
    1
    """
    return 1


def printed1():
    return 1


def by_print():
    return f"{printed1()=} {printed1()}"


class Shape7:
    pass


def by_other_names(Plain1=None):
    handlers = {"Plain1": Plain1}
    return handlers["Plain1"], [Plain1 for Plain1 in "ab"]


def by_name(x: Shape7) -> "Shape7":
    return Shape7()
