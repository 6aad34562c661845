import importlib
from unittest.mock import patch

import alone
import by_alias as aliased
import by_module
import by_patch
from by_star import *


def with_module(schema):
    return by_module.titles(schema), str(by_module.text("one"))


def with_alias(schema):
    return aliased.titles(schema), str(aliased.text("one"))


def with_star(schema):
    return titles(schema), str(text("one"))


def with_patch(schema):
    with patch.object(by_patch, "text", wraps=by_patch.text):
        return by_patch.titles(schema)


def with_name(schema):
    module = importlib.import_module("by_name")
    return module.titles(schema), str(module.text("one"))


def with_nothing(schema):
    return alone.titles(schema)


ACTIONS = {f.__name__: f for f in (with_module, with_alias, with_star, with_patch, with_name, with_nothing)}
