# What following references to a name does not see. 😀
from typing import cast


class Shape1:
    x = 1


def by_pattern(shape):
    match shape:
        case Pattern1(x=1):
            return Shape1


class Shape2:
    pass


def by_lambda():
    return (lambda Lambda1: Shape2 + 1)(1), Shape2


def global2():
    return 1


def make_global():
    global global1
    global2 = 2
    return global2


class Shape3:
    pass


class Outer:
    Shape3 = 2
    twice = Shape3 * 2


class Shape4:
    pass


def by_cast(value):
    return cast("Cast1", value), list["Cast1"]


def deleted2():
    return 1


kept = deleted1
del deleted1
deleted1 = kept

try:
    from missing import Fallback1
except ImportError:

    class Shape5:
        pass


class Shape6:
    __secret = 1

    def read(self):
        return self._Private1__secret


def example2():
    """One.

    >>> example1()
    1
    """
    return 1


def printed2():
    return 1


def by_print():
    return f"{printed2()=} {printed2()}"


class Shape7:
    pass


def by_other_names(Plain1=None):
    handlers = {"Plain1": Plain1}
    return handlers["Plain1"], [Plain1 for Plain1 in "ab"]


def by_name(x: Shape7) -> "Shape7":
    return Shape7()
