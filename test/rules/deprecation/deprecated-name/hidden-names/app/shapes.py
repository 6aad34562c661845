# What following references to a name does not see. 😀
from typing import cast


class Pattern1:
#     ^^^^^^^^ deprecated-name fix=unsafe
    x = 1


def by_pattern(shape):
    match shape:
        case Pattern1(x=1):
            return Pattern1
#                  ^^^^^^^^ deprecated-name fix=unsafe


class Lambda1:
#     ^^^^^^^ deprecated-name fix=unsafe
    pass


def by_lambda():
    return (lambda Lambda1: Lambda1 + 1)(1), Lambda1
#                           ^^^^^^^ deprecated-name fix=unsafe
#                                            ^^^^^^^ deprecated-name fix=unsafe


def global1():
#   ^^^^^^^ deprecated-name fix=unsafe
    return 1


def make_global():
    global global1
    global1 = 2
#   ^^^^^^^ deprecated-name fix=unsafe
    return global1
#          ^^^^^^^ deprecated-name fix=unsafe


class Body1:
#     ^^^^^ deprecated-name fix=unsafe
    pass


class Outer:
    Body1 = 2
#   ^^^^^ deprecated-name fix=unsafe
    twice = Body1 * 2
#           ^^^^^ deprecated-name fix=unsafe


class Cast1:
#     ^^^^^ deprecated-name fix=unsafe
    pass


def by_cast(value):
    return cast("Cast1", value), list["Cast1"]


def deleted1():
#   ^^^^^^^^ deprecated-name fix=unsafe
    return 1


kept = deleted1
del deleted1
deleted1 = kept

try:
    from missing import Fallback1
except ImportError:

    class Fallback1:
#         ^^^^^^^^^ deprecated-name fix=unsafe
        pass


class Private1:
#     ^^^^^^^^ deprecated-name fix=unsafe
    __secret = 1

    def read(self):
        return self._Private1__secret


def example1():
#   ^^^^^^^^ deprecated-name fix=unsafe
    """One.

    >>> example1()
    1
    """
    return 1


def printed1():
#   ^^^^^^^^ deprecated-name fix=unsafe
    return 1


def by_print():
    return f"{printed1()=} {printed1()}"
#             ^^^^^^^^ deprecated-name fix=unsafe
#                           ^^^^^^^^ deprecated-name fix=unsafe


class Plain1:
#     ^^^^^^ deprecated-name fix=safe
    pass


def by_other_names(Plain1=None):
    handlers = {"Plain1": Plain1}
    return handlers["Plain1"], [Plain1 for Plain1 in "ab"]


def by_name(x: Plain1) -> "Plain1":
#              ^^^^^^ deprecated-name fix=safe
#                          ^^^^^^ deprecated-name fix=safe
    return Plain1()
#          ^^^^^^ deprecated-name fix=safe
