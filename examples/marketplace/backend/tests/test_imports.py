"""Every module of the back end can be imported."""

import importlib
from pathlib import Path

import pytest
from sqlalchemy.orm import configure_mappers

ROOT = Path(__file__).parent.parent
MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for path in ROOT.rglob("*.py")
    if path.stem not in {"env", "__init__"} and path.parent.name not in {"versions", "versions_backup"}
)


@pytest.mark.parametrize("module", MODULES)
def test_module_can_be_imported(module: str):
    importlib.import_module(module)


def test_mappers_are_complete():
    importlib.import_module("models")
    importlib.import_module("warehouse")
    configure_mappers()
